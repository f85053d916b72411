using System.Text;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Bedrock;

/// <summary>Writes the form of the answer, <c>outputConfig</c>, or says it in words where the model cannot be held to it.</summary>
internal static class FormatWriter
{
    private const string JsonInstruction = "Answer with a single JSON object and nothing else: no prose, no code fence.";
    private const string DefaultName = "answer";
    private const int LongestName = 64;

    /// <summary>What the system prompt must say in place of a form that cannot be demanded; null when nothing is to be said.</summary>
    public static string? InstructionFor(RequestScope scope)
    {
        if (scope.Request.ResponseFormat is not { Kind: not ResponseFormatKind.Text } format || IsNative(format, scope))
            return null;
        scope.Log.Emulated("response_format", format.Kind == ResponseFormatKind.JsonObject ? "json_object" : "json_schema", "system instruction");
        return format.Schema.IsAbsent ? JsonInstruction : $"{JsonInstruction} It must follow this JSON Schema:\n{format.Schema}";
    }

    /// <summary>Writes <c>outputConfig</c>.</summary>
    public static void Write(RequestScope scope)
    {
        var format = scope.Request.ResponseFormat is { Kind: not ResponseFormatKind.Text } asked && IsNative(asked, scope) ? asked : null;
        if (format is null && !NestedExtras.HasAny(scope.Request.Extras, Names.OutputConfig))
            return;
        scope.Json.WriteStartObject("outputConfig"u8);
        if (format is not null && !scope.TryWriteSpelling(format.Extras, "textFormat"))
            WriteFormat(format, scope);
        NestedExtras.Write(scope.Request.Extras, Names.OutputConfig, scope.Json);
        scope.Json.WriteEndObject();
    }

    private static bool IsNative(ResponseFormat format, RequestScope scope) => format.Kind == ResponseFormatKind.JsonSchema
        && (scope.IsOwn || !format.Schema.IsAbsent && scope.Profile.StructuredOutput == StructuredOutput.JsonSchema && scope.Family.KnowsSchemas);

    private static void WriteFormat(ResponseFormat format, RequestScope scope)
    {
        var json = scope.Json;
        json.WriteStartObject("textFormat"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteStartObject("structure"u8);
        json.WriteStartObject("jsonSchema"u8);
        json.WriteString("name"u8, NameOf(format.Name));
        if (!format.Description.IsEmpty)
            format.Description.WriteMember(json, "description"u8);
        json.WriteString("schema"u8, ClosedSchema.Of(format.Schema, scope.Log).Utf8.Span);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        format.Extras.Write(json, Names.Dialect, scope.Log, "response_format");
    }

    private static string NameOf(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return DefaultName;
        var clean = new StringBuilder(name.Length);
        foreach (var character in name.Length > LongestName ? name[..LongestName] : name)
            clean.Append(char.IsAsciiLetterOrDigit(character) || character is '_' or '-' ? character : '_');
        return clean.ToString();
    }
}
