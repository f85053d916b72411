using System.Reflection;
using System.Runtime.CompilerServices;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Plain;

/// <summary>
/// Conversations in which everything may be said: each member of the model is filled or left out at random, by reflection, so that a member added to the model is tried from that day on.
/// </summary>
internal sealed class Arbitrary(int seed)
{
    private static readonly string[] Foreign = [DialectNames.OpenAIChat, DialectNames.AnthropicMessages, DialectNames.Gemini];
    private static readonly string[] Texts = ["a", "two words", "\"quoted\" \\ and\nbroken", "Grüße 👋", "{\"a\":1}", "event: done"];
    private static readonly string[] Values = ["1", "\"s\"", "{\"a\":[1,2]}", "[true,null]", "null", "false"];

    private readonly Random _random = new(seed);
    private int _depth;

    public ChatRequest Request() => Within(Make<ChatRequest>()) with { Dialect = Dialect(), StreamOptions = new StreamOptions(IncludeUsage: _random.Next(2) == 0) };

    public ChatReply Reply()
    {
        var reply = Make<ChatReply>();
        return reply with { Dialect = Dialect(), Choices = [.. reply.Choices.Select(static (choice, place) => choice with { Index = place })] };
    }

    public Fault Fault() => Make<Fault>() with
    {
        Dialect = Dialect(),
        Source = FaultSource.Provider,
        Backend = null,
        Headers = [],
        Status = 400 + _random.Next(200),
        RetryAfter = TimeSpan.FromMilliseconds(_random.Next(10_000)),
    };

    /// <summary>Numbers that have a range are within it.</summary>
    private ChatRequest Within(ChatRequest request) => request with { Sampling = request.Sampling with { TopP = request.Sampling.TopP is null ? null : _random.NextDouble(), Choices = request.Sampling.Choices is null ? null : _random.Next(1, 9) } };

    private string Dialect() => _random.Next(2) == 0 ? DialectNames.Parley : Pick(Foreign);

    private T Pick<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];

    private T Make<T>() => (T)Of(typeof(T));

    private object Of(Type type) => type switch
    {
        _ when type == typeof(string) => Pick(Texts),
        _ when type == typeof(bool) => _random.Next(2) == 0,
        _ when type == typeof(int) => _random.Next(1000),
        _ when type == typeof(long) => (long)_random.Next() << 8,
        _ when type == typeof(double) => _random.NextDouble() * 4 - 2,
        _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(1),
        _ when type == typeof(JsonText) => JsonText.FromString(Pick(Texts)),
        // A member that is null is the same as none.
        _ when type == typeof(RawJson) => RawJson.Parse(Pick(Values[..4])),
        _ when type == typeof(ToolArguments) => _random.Next(2) == 0 ? ToolArguments.FromValue(RawJson.Parse(Pick(Values[..4]))) : ToolArguments.FromText(Pick(Texts)),
        _ when type == typeof(TokenCount) => new TokenCount(_random.Next(1000), Pick([TokenCountQuality.Exact, TokenCountQuality.Estimated])),
        _ when type == typeof(Extras) => Extras(),
        _ when type == typeof(KeyValuePair<string, string>) => KeyValuePair.Create("anthropic-beta", "a, b"),
        _ when type == typeof(Part) => Of(Pick<Type>([typeof(TextPart), typeof(ReasoningPart), typeof(RefusalPart), typeof(MediaPart), typeof(ToolCallPart), typeof(ToolResultPart), typeof(OpaquePart)])),
        _ when type == typeof(MediaSource) => Of(Pick(typeof(MediaSource).GetNestedTypes())),
        _ when type == typeof(PartSignature) => new PartSignature(Pick(Foreign), Pick(Texts)),
        _ when type == typeof(StreamOptions) => StreamOptions.None,
        { IsEnum: true } => Pick(Enum.GetValues(type).Cast<object>().ToList()),
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => List(type.GenericTypeArguments[0]),
        _ => Record(type),
    };

    private Array List(Type element)
    {
        var items = Array.CreateInstance(element, element == typeof(KeyValuePair<string, string>) || _depth > 6 ? 1 : _random.Next(4));
        for (var i = 0; i < items.Length; i++)
            items.SetValue(Of(element), i);
        return items;
    }

    private Extras Extras()
    {
        var dialect = Dialect();
        var extras = new Extras(dialect);
        for (var i = 0; i <= _random.Next(3); i++)
            extras.Add($"unknown_{i}", RawJson.Parse(Pick(Values)));
        if (dialect != DialectNames.Parley && _random.Next(2) == 0)
            extras.AddSpelling("spelled", RawJson.Parse(Pick(Values)));
        return extras;
    }

    private object Record(Type type)
    {
        _depth++;
        var constructor = type.GetConstructors().OrderByDescending(static one => one.GetParameters().Length).First();
        var made = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Member(parameter.ParameterType, parameter.Name!))]);
        var taken = constructor.GetParameters().Select(static parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // A search stands in a request only for a target that has one, and never for a gateway; what was thrown is for the host alone.
            if (property.Name is nameof(ToolSpec.Search) or nameof(Dialects.Conversation.Fault.Thrown))
                continue;
            var isDemanded = property.IsDefined(typeof(RequiredMemberAttribute));
            if (property.SetMethod is not null && !taken.Contains(property.Name) && (isDemanded || _depth < 7 && _random.Next(2) == 0))
                property.SetValue(made, Member(property.PropertyType, property.Name));
        }
        _depth--;
        return Sensible(made);
    }

    private object Member(Type type, string name) =>
        name.Equals("Dialect", StringComparison.OrdinalIgnoreCase) ? Pick(Foreign) : Of(Nullable.GetUnderlyingType(type) ?? type);

    /// <summary>What belongs together: a declaration has a dialect, a function has none.</summary>
    private static object Sensible(object made) => made switch
    {
        MediaSource.Base64 => new MediaSource.Base64("QUJD"),
        ResponseFormat format => format with { Schema = format.Schema.IsAbsent ? default : RawJson.Parse("""{"type":"object"}""") },
        ToolSpec { Native.IsAbsent: true, Schema.IsAbsent: false } tool => tool with { Schema = RawJson.Parse("""{"type":"object"}"""), Dialect = "", AsFunctions = [], IsCustom = false },
        ToolSpec { Native.IsAbsent: true } tool => tool with { Dialect = "", AsFunctions = [], IsCustom = false },
        ToolSpec tool => tool with { Dialect = tool.Dialect.Length == 0 ? DialectNames.OpenAIChat : tool.Dialect, Schema = tool.Schema.IsAbsent ? default : RawJson.Parse("""{"type":"object"}""") },
        ToolChoice { Native.IsAbsent: true } choice => choice with { Dialect = "" },
        Citation { Dialect.Length: 0 } citation => citation with { Dialect = DialectNames.Parley },
        Finish { Dialect.Length: 0, Native: not null } finish => finish with { Dialect = DialectNames.Parley },
        ToolCallPart { IsCustom: true } call => call with { Arguments = ToolArguments.FromText(call.Arguments.AsText()) },
        MediaSource.Url url => url with { Address = "https://example.com/" + url.Address.Length },
        _ => made,
    };
}
