using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Extensions.AI.Tests;

/// <summary>Types that ask more of a serializer than plain records do.</summary>
public sealed class ObjectTypeTests
{
    private static readonly Dictionary<string, string> Answers = new()
    {
        ["setter"] = """{"day":"someday"}""",
        ["converter"] = """{"value":"x"}""",
    };

    [Fact]
    public async Task One_of_several_types_stands_within_an_object()
    {
        var played = new Played("""{"value":{"$type":"circle","radius":2}}""");
        await using var parley = played.Client();

        var shape = await parley.GenerateObjectAsync<Shape>("played/m", "A shape");

        Assert.Equal(2, Assert.IsType<Circle>(shape.Value).Radius);
        Assert.Null(shape.Repaired);
        var schema = JsonElement.Parse(played.Last.ResponseFormat!.Schema.Utf8.Span);
        Assert.False(schema.TryGetProperty("anyOf", out _));
        Assert.Equal(2, schema.GetProperty("properties").GetProperty("value").GetProperty("anyOf").GetArrayLength());
    }

    [Fact]
    public async Task What_a_setter_or_converter_throws_means_that_the_answer_does_not_fit()
    {
        await AssertUnfitAsync<Dated>(Answers["setter"], "It is no day.");
        await AssertUnfitAsync<Odd>(Answers["converter"], "Odd indeed.");
    }

    [Fact]
    public async Task What_a_setter_throws_is_repaired()
    {
        var played = new Played(Answers["setter"], """{"day":"2026-01-02"}""");
        await using var parley = played.Client();

        var dated = await parley.GenerateObjectAsync<Dated>("played/m", "A day");

        Assert.Equal(("2026-01-02", "It is no day."), (dated.Value.Day, dated.Repaired));
    }

    [Fact]
    public async Task Options_without_a_resolver_read_by_reflection()
    {
        var played = new Played("""{"given_name":"Ada"}""");
        await using var parley = played.Client();
        var options = new GenerateObjectOptions { SerializerOptions = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower } };

        var first = await parley.GenerateObjectAsync<Person>("played/m", "Who?", options);
        var last = await parley.StreamObjectAsync<Person>("played/m", "Who?", options).LastAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("Ada", "Ada"), (first.Value.GivenName, last.Value!.GivenName));
        Assert.Contains("given_name", played.Last.ResponseFormat!.Schema.ToString(), StringComparison.Ordinal);
        Assert.False(options.SerializerOptions.IsReadOnly);
    }

    [Fact]
    public async Task Type_that_nothing_describes_is_refused_at_the_call()
    {
        await using var parley = new Played("{}").Client();
        var options = new GenerateObjectOptions { SerializerOptions = new JsonSerializerOptions { TypeInfoResolver = CityContext.Default } };

        Assert.Contains("Person", Assert.Throws<ArgumentException>(() => { _ = parley.GenerateObjectAsync<Person>("played/m", "Who?", options); }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => { _ = parley.StreamObjectAsync<Person>("played/m", "Who?", options); });
    }

    private static async Task AssertUnfitAsync<T>(string answer, string message)
    {
        var played = new Played(answer);
        await using var parley = played.Client();

        var whole = await Assert.ThrowsAsync<InvalidObjectException>(() => parley.GenerateObjectAsync<T>("played/m", "?"));
        var streamed = await Assert.ThrowsAsync<InvalidObjectException>(async () => await parley.StreamObjectAsync<T>("played/m", "?").LastAsync());

        Assert.Equal(4, played.Asked.Count);
        foreach (var thrown in (InvalidObjectException[])[whole, streamed])
        {
            Assert.Equal(message, Assert.IsType<FormatException>(thrown.InnerException).Message);
            Assert.Equal([message, message], thrown.Errors);
            Assert.Equal(2, thrown.Attempts.Count);
            Assert.NotNull(thrown.RequestId);
        }
    }

    [JsonPolymorphic]
    [JsonDerivedType(typeof(Circle), "circle")]
    [JsonDerivedType(typeof(Square), "square")]
    public abstract record Shape;

    public sealed record Circle(double Radius) : Shape;

    public sealed record Square(double Side) : Shape;

    public sealed record Person(string GivenName);

    public sealed record Dated
    {
        private string _day = "";

        public required string Day
        {
            get => _day;
            set => _day = DateOnly.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _) ? value : throw new FormatException("It is no day.");
        }
    }

    public sealed record Odd([property: JsonConverter(typeof(OddConverter))] string? Value);

    private sealed class OddConverter : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new FormatException("Odd indeed.");

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
