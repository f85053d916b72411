using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Providers.Echo;

/// <summary>Brings the echo into the form that is demanded: the JSON in the text where it fits, otherwise the least value that does.</summary>
internal static class EchoForm
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The text in its form; null when none is found that fits.</summary>
    public static string? Of(string text, ResponseFormat? format)
    {
        if (format is not { Kind: not ResponseFormatKind.Text })
            return text;
        if (format.Schema.IsAbsent)
            return Extracted(text, static value => value.ValueKind == JsonValueKind.Object) ?? new JsonObject { ["echo"] = text }.ToJsonString();
        using var schema = JsonDocument.Parse(format.Schema.Utf8, new JsonDocumentOptions { MaxDepth = JsonWire.MaxDepth });
        var validator = new SchemaValidator(schema.RootElement);
        return Extracted(text, value => validator.Check(value) is null) ?? Least(schema.RootElement, validator, text);
    }

    private static string? Extracted(string text, Predicate<JsonElement> fits)
    {
        using var found = JsonInText.Find(text, fits);
        return found is not null && fits(found.RootElement) ? JsonNode.Parse(found.RootElement.GetRawText(), documentOptions: Lenient)?.ToJsonString() ?? "null" : null;
    }

    private static string? Least(JsonElement schema, SchemaValidator validator, string text)
    {
        using var sample = JsonDocument.Parse(new EchoSample(schema, text).Value?.ToJsonString() ?? "null");
        return validator.Check(sample.RootElement) is null ? sample.RootElement.GetRawText() : null;
    }
}
