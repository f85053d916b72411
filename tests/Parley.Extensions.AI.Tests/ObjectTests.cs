using System.Text.Json;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Structure;

namespace Parley.Extensions.AI.Tests;

public sealed record City(string Name, int People, string? Nickname, IReadOnlyList<District> Districts);

public sealed record District(string Name);

[JsonSerializable(typeof(City))]
internal sealed partial class CityContext : JsonSerializerContext;

/// <summary>Answers after a type.</summary>
public sealed partial class ObjectTests
{
    private const string Oslo = """{"name":"Oslo","people":700000,"nickname":null,"districts":[{"name":"Frogner"},{"name":"Sagene \"north\""}]}""";

    [Fact]
    public async Task Object_is_demanded_by_its_schema_and_read()
    {
        var played = new Played(Oslo);
        await using var parley = played.Client();

        var city = await parley.GenerateObjectAsync<City>("played/m", "Oslo?");

        Assert.Equal(("Oslo", 700000, null, "Frogner"), (city.Value.Name, city.Value.People, city.Value.Nickname, city.Value.Districts[0].Name));
        Assert.Null(city.Repaired);
        var format = played.Last.ResponseFormat!;
        Assert.Equal((ResponseFormatKind.JsonSchema, "City"), (format.Kind, format.Name));
        Assert.Contains("""
            "required":["name","people","nickname","districts"]
            """, format.Schema.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"additionalProperties\":false", format.Schema.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sure! Here it is:\n```json\n{0}\n```\nAnything else?")]
    [InlineData("<think>{} or not</think>{0}")]
    public async Task Object_is_found_in_what_stands_around_it(string around)
    {
        await using var parley = new Played(around.Replace("{0}", Oslo, StringComparison.Ordinal)).Client();

        Assert.Equal("Oslo", (await parley.GenerateObjectAsync<City>("played/m", "Oslo?")).Value.Name);
    }

    [Fact]
    public async Task Answer_that_does_not_fit_is_asked_for_once_more_with_what_is_wrong()
    {
        var played = new Played(Using("""{"name":"Oslo"}"""), Using(Oslo));
        await using var parley = played.Client();

        var city = await parley.GenerateObjectAsync<City>("played/m", "Oslo?");

        Assert.Equal(2, played.Asked.Count);
        Assert.Contains("people", city.Repaired, StringComparison.Ordinal);
        Assert.Equal(20, city.Usage.TotalInput);
        Assert.Equal([Role.User, Role.Assistant, Role.User], played.Last.Messages.Select(static message => message.Role));
        Assert.Contains(city.Repaired!, ((TextPart)played.Last.Messages[2].Parts[0]).Text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Losses_of_both_questions_are_told_once()
    {
        await using var parley = new Played("no", Oslo)
        {
            Loses = static (number, log) =>
            {
                log.Dropped("both");
                log.Dropped($"question{number}");
            },
        }.Client();

        var city = await parley.GenerateObjectAsync<City>("played/m", "Oslo?");

        Assert.Equal(["both", "question0", "question1"], city.Losses.Select(static loss => loss.Field));
    }

    [Fact]
    public async Task Answer_that_never_fits_is_an_exception_with_its_text_and_what_was_wrong()
    {
        var played = new Played("I would rather not.", """{"name":7}""");
        await using var parley = played.Client();

        var thrown = await Assert.ThrowsAsync<InvalidObjectException>(() => parley.GenerateObjectAsync<City>("played/m", "Oslo?"));

        Assert.Equal(2, played.Asked.Count);
        Assert.Equal("""{"name":7}""", thrown.Text);
        Assert.Equal("there is no JSON in it", thrown.Errors[0]);
        Assert.StartsWith("$", thrown.Errors[1], StringComparison.Ordinal);
        Assert.Equal("json_schema_violation", thrown.Code);
    }

    [Fact]
    public async Task Backend_that_knows_no_schemas_is_asked_in_words_and_once_more_at_most()
    {
        var asked = new List<ChatRequest>();
        await using var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("words", (ChatRequest request, CancellationToken _) =>
        {
            asked.Add(request);
            return Task.FromResult(Played.Reply(asked.Count == 1 ? "What?" : $"Here: {Oslo}"));
        })));

        var city = await parley.GenerateObjectAsync<City>("words/m", "Oslo?");

        Assert.Equal(("Oslo", 2), (city.Value.Name, asked.Count));
        Assert.Contains("JSON Schema", ((TextPart)asked[0].Messages[0].Parts[0]).Text.ToString(), StringComparison.Ordinal);
        Assert.Contains(city.Losses, static loss => loss is { Category: ConversionCategory.Emulated, Field: "response_format" });
    }

    [Fact]
    public async Task Without_repair_it_is_asked_once()
    {
        var played = new Played("no");
        await using var parley = played.Client();

        await Assert.ThrowsAsync<InvalidObjectException>(() => parley.GenerateObjectAsync<City>("played/m", "Oslo?", new GenerateObjectOptions { Repair = false }));

        Assert.Single(played.Asked);
    }

    [Fact]
    public async Task What_is_no_object_stands_within_one()
    {
        var played = new Played("""{"value":[1,2,3]}""");
        await using var parley = played.Client();

        Assert.Equal([1, 2, 3], (await parley.GenerateObjectAsync<List<int>>("played/m", "Count")).Value);
        Assert.Contains("\"required\":[\"value\"]", played.Last.ResponseFormat!.Schema.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Type_may_be_described_without_reflection()
    {
        await using var parley = new Played("""{"Name":"Oslo","People":7,"Nickname":"Tigerstaden","Districts":[]}""").Client();

        var city = await parley.GenerateObjectAsync(ChatRequest.Of("played/m", "Oslo?"), CityContext.Default.City);

        Assert.Equal("Tigerstaden", city.Value.Nickname);
    }

    [Fact]
    public async Task Object_grows_as_it_is_written_and_is_whole_at_the_end()
    {
        await using var parley = new Played((_, _) => Oslo.Chunk(7).Select(static piece => new ChatEvent(ChatEventKind.Text, 0, 0, new string(piece)))).Client();
        var updates = new List<ObjectUpdate<City>>();

        await foreach (var update in parley.StreamObjectAsync<City>("played/m", "Oslo?"))
            updates.Add(update);

        Assert.True(updates.Count > 10);
        Assert.Contains(updates, static update => update.Json.TryGetProperty("districts", out var districts) && districts.GetArrayLength() == 1);
        Assert.All(updates.SkipLast(1), static update => Assert.False(update.IsFinal));
        Assert.Equal(("Oslo", "Sagene \"north\""), (updates[^1].Value!.Name, updates[^1].Result!.Value.Districts[1].Name));
    }

    [Fact]
    public async Task Streamed_object_that_does_not_fit_is_repaired_too()
    {
        var played = new Played("""{"name":"Os""", Oslo);
        await using var parley = played.Client();
        var last = default(ObjectUpdate<City>);

        await foreach (var update in parley.StreamObjectAsync<City>("played/m", "Oslo?"))
            last = update;

        Assert.NotNull(last!.Result!.Repaired);
        Assert.Equal("Oslo", last.Value!.Name);
    }

    [Fact]
    public async Task Long_object_is_looked_at_again_only_when_a_part_was_added()
    {
        var numbers = $$"""{"value":[{{string.Join(',', Enumerable.Range(10_000, 20_000))}}]}""";
        await using var parley = new Played((_, _) => numbers.Chunk(4).Select(static piece => new ChatEvent(ChatEventKind.Text, 0, 0, new string(piece)))).Client();
        var lengths = new List<int>();
        ObjectUpdate<List<int>>? last = null;

        await foreach (var update in parley.StreamObjectAsync<List<int>>("played/m", "Count"))
            lengths.Add((last = update).Value!.Count);

        Assert.Equal(20_000, last!.Result!.Value.Count);
        Assert.Equal(Enumerable.Range(0, 650), lengths.Take(650));
        Assert.InRange(lengths.Count, 700, 900);
        Assert.Equal(lengths.Order(), lengths);
    }

    [Fact]
    public void Any_beginning_of_JSON_closes_to_JSON_that_the_whole_begins_with()
    {
        var values = Gen.Elements("\"a\\\"b\\\\\"", "\"\\u00e9\\ud83d\\ude00x\"", "\"\"", "12.5", "-3", "true", "null", "[]", "{}", "[1,\"x\",{\"y\":[null]}]", "{\"k\":{\"l\":\"m, n} ]\"}}", "\"\ud83d\ude00\"");
        var documents = values.ListOf().Select(static list => "{" + string.Join(", ", list.Select(static (value, i) => $"\"k{i}\": {value}")) + "}");
        Prop.ForAll(documents.ToArbitrary(), static json =>
        {
            var part = new PartialJson();
            var sound = true;
            for (var i = 0; i < json.Length; i++)
            {
                part.Add(json.Substring(i, 1));
                sound &= part.Close() is { ValueKind: JsonValueKind.Object } so && IsPartOf(so, JsonElement.Parse(json));
            }
            return sound && JsonElement.DeepEquals(part.Close()!.Value, JsonElement.Parse(json));
        }).QuickCheckThrowOnFailure();
    }

    private static bool IsPartOf(JsonElement part, JsonElement whole) => (part.ValueKind, whole.ValueKind) switch
    {
        (JsonValueKind.Object, JsonValueKind.Object) => part.EnumerateObject().All(member => whole.TryGetProperty(member.Name, out var value) && IsPartOf(member.Value, value)),
        (JsonValueKind.Array, JsonValueKind.Array) => part.GetArrayLength() <= whole.GetArrayLength() && part.EnumerateArray().Zip(whole.EnumerateArray()).All(static pair => IsPartOf(pair.First, pair.Second)),
        (JsonValueKind.String, JsonValueKind.String) => whole.GetString()!.StartsWith(part.GetString()!, StringComparison.Ordinal),
        _ => JsonElement.DeepEquals(part, whole),
    };

    private static ChatReply Using(string text) => Played.Reply(text) with { Usage = new Usage { Input = TokenCount.Exact(10), Output = TokenCount.Exact(1) } };
}
