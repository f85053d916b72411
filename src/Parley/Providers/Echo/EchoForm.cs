using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;
using Parley.Providers.Upstream;

namespace Parley.Providers.Echo;

/// <summary>Brings the echo into the form that is demanded: the JSON in the text where it fits, otherwise the least value that does.</summary>
internal static class EchoForm
{
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 1000, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The text in its form; null when none is found that fits, or the schema is none.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="text">The text.</param>
    /// <param name="format">The form that is demanded.</param>
    /// <param name="refusal">Why there is none.</param>
    public static string? Of(Attempt attempt, string text, ResponseFormat? format, out Fault? refusal)
    {
        refusal = null;
        if (format is not { Kind: not ResponseFormatKind.Text })
            return text;
        if (format.Schema.IsAbsent)
            return Extracted(text, static value => value.ValueKind == JsonValueKind.Object) ?? new JsonObject { ["echo"] = text }.ToJsonString();
        using var schema = JsonDocument.Parse(format.Schema.Utf8, new JsonDocumentOptions { MaxDepth = JsonWire.MaxDepth });
        var validator = new SchemaValidator(schema.RootElement);
        if (validator.Flaw is { } flaw)
        {
            refusal = SchemaFaults.Flawed(attempt, format, flaw);
            return null;
        }
        var found = Extracted(text, value => validator.Check(value) is null) ?? Least(schema.RootElement, validator, text);
        if (found is null)
            refusal = validator.GaveUp is { } reason ? SchemaFaults.Involved(attempt, reason) : NoneFits();
        return found;
    }

    private static Fault NoneFits() =>
        new(FaultKind.Unsupported, "The echo finds no value that fits the schema; write one into the prompt.") { Code = "json_schema_violation", Param = "response_format", Backend = EchoBackend.Id };

    private static string? Extracted(string text, Predicate<JsonElement> fits)
    {
        using var found = JsonInText.Find(text, fits);
        return found is not null && fits(found.RootElement) ? JsonNode.Parse(found.RootElement.GetRawText(), documentOptions: Lenient)?.ToJsonString() ?? "null" : null;
    }

    private static string? Least(JsonElement schema, SchemaValidator validator, string text)
    {
        var sample = new EchoSample(schema, text);
        var value = sample.Value?.ToJsonString() ?? "null";
        if (sample.IsTooLarge)
            return null;
        using var document = JsonDocument.Parse(value, Lenient);
        return validator.Check(document.RootElement) is null ? value : null;
    }
}
