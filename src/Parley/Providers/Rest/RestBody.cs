using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Providers.Rest;

/// <summary>Fills the template of a request.</summary>
internal static partial class RestBody
{
    /// <summary>The body; what the template has no place for is recorded.</summary>
    public static ReadOnlyMemory<byte> Write(string template, ChatRequest chat, bool streams, ConversionLog log)
    {
        var used = Placeholder().Matches(template).Select(static match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var values = new RestValues(FormInWords.Of(chat, log), streams, used.Contains("system"), log);
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        using (var document = JsonDocument.Parse(template))
            WriteValue(document.RootElement, values, json);
        values.RecordUnused(used);
        return output.WrittenMemory;
    }

    /// <summary>Whether a template has a place for something.</summary>
    public static bool Names(string template, string placeholder) => Placeholder().Matches(template).Any(match => match.Groups["name"].Value == placeholder);

    private static void WriteValue(JsonElement value, RestValues values, Utf8JsonWriter json)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject().Where(member => IsThere(member.Value, values)))
                {
                    json.WritePropertyName(member.Name);
                    WriteValue(member.Value, values, json);
                }
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray().Where(item => IsThere(item, values)))
                    WriteValue(item, values, json);
                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                WriteText(value.GetString()!, values, json);
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private static void WriteText(string text, RestValues values, Utf8JsonWriter json)
    {
        if (NameOf(text) is { } name && values.Find(name) is { } value)
            value.WriteTo(json);
        else
            json.WriteStringValue(Placeholder().Replace(text, match => values.Find(match.Groups["name"].Value) is { } found ? found.ToString() : match.Value));
    }

    private static bool IsThere(JsonElement value, RestValues values) =>
        value.ValueKind != JsonValueKind.String || NameOf(value.GetString()!) is not { } name || values.Find(name) is not null;

    /// <summary>The placeholder that a text is, from its first to its last character; null where it is more.</summary>
    private static string? NameOf(string text) =>
        Placeholder().Match(text) is { Success: true } match && match.Length == text.Length && RestValues.IsKnown(match.Groups["name"].Value) ? match.Groups["name"].Value : null;

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
