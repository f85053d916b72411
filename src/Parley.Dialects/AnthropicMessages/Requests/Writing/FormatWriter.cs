using Parley.Dialects.Conversation;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Writes the form of the answer and the effort, which share <c>output_config</c>.</summary>
internal static class FormatWriter
{
    private const string JsonInstruction = "Answer with a single JSON object and nothing else: no prose, no code fence.";

    /// <summary>
    /// What the system prompt must say in place of a form that cannot be demanded: any JSON object (the dialect knows schemas only), or a schema where the upstream, the model
    /// or its grammar cannot take it. Null when nothing is to be said.
    /// </summary>
    public static string? InstructionFor(RequestScope scope)
    {
        if (scope.Request.ResponseFormat is not { Kind: not ResponseFormatKind.Text } format || IsNative(format, scope))
            return null;
        scope.Log.Emulated("response_format", format.Kind == ResponseFormatKind.JsonObject ? "json_object" : Names.JsonSchema, "system instruction");
        return format.Schema.IsAbsent ? JsonInstruction : $"{JsonInstruction} It must follow this JSON Schema:\n{format.Schema}";
    }

    /// <summary>Writes <c>output_config</c>, or <c>output_format</c> where the caller used the older place.</summary>
    public static void Write(RequestScope scope)
    {
        var format = scope.Request.ResponseFormat is { Kind: not ResponseFormatKind.Text } asked && IsNative(asked, scope) ? asked : null;
        var isOlder = scope.IsOwn && format?.Extras?.Spelling(Names.OutputFormat) is { IsAbsent: false };
        if (isOlder)
            WriteFormat(format!, scope, Names.OutputFormat);
        var kept = RequestWriter.OwnMember(scope, Names.OutputConfig);
        if (scope.Thinking.Effort is null && (format is null || isOlder) && kept.IsAbsent)
            return;
        scope.Json.WriteStartObject("output_config"u8);
        if (scope.Thinking.Effort is { } effort)
            scope.Json.WriteString("effort"u8, effort);
        if (format is not null && !isOlder)
            WriteFormat(format, scope, "format");
        RequestWriter.WriteRest(scope.Json, kept, "effort"u8, "format"u8);
        scope.Json.WriteEndObject();
    }

    private static bool IsNative(ResponseFormat format, RequestScope scope) =>
        format.Kind == ResponseFormatKind.JsonSchema
        && (scope.IsOwn || (!format.Schema.IsAbsent && scope.Profile.StructuredOutput == StructuredOutput.JsonSchema && ClaudeModels.KnowsSchemas(scope.Request.Model) && !StrictSchema.IsRecursive(format.Schema)));

    private static void WriteFormat(ResponseFormat format, RequestScope scope, string member)
    {
        scope.Json.WriteStartObject(member);
        scope.Json.WriteString("type"u8, "json_schema"u8);
        if (scope.IsOwn)
        {
            if (!format.Schema.IsAbsent)
                format.Schema.WriteMember(scope.Json, "schema"u8);
        }
        else
        {
            scope.Json.WritePropertyName("schema"u8);
            StrictSchema.Write(format.Schema, scope.Json, scope.Log, "response_format.json_schema.schema");
            DropNames(format, scope.Log);
        }
        scope.WriteExtras(format.Extras, "response_format");
        scope.Json.WriteEndObject();
    }

    /// <summary>A schema's description is for the model and is said within the schema; its name is for nobody.</summary>
    private static void DropNames(ResponseFormat format, ConversionLog log)
    {
        if (!format.Description.IsEmpty)
            log.Dropped("response_format.json_schema.description");
    }
}
