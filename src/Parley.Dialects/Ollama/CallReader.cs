using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Reads one element of <c>tool_calls</c>, of a request's history or of a reply.</summary>
internal static class CallReader
{
    private static readonly RawJson NoArguments = RawJson.Parse("{}");

    /// <summary>Reads the call whose opening brace the reader stands on.</summary>
    /// <param name="reader">Stands on the brace.</param>
    /// <param name="body">The bytes that it reads.</param>
    /// <param name="replyId">What tells this answer apart from others, for an invented id.</param>
    /// <param name="ordinal">Which call of the answer it is.</param>
    /// <param name="takesText">True for replies: some imitations write the arguments as OpenAI does, as JSON within a string. A call of theirs must have a name.</param>
    public static ToolCallPart Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string replyId, int ordinal, bool takesText)
    {
        JsonRead.Object(ref reader, body);
        string? id = null;
        var function = new Function { Arguments = ToolArguments.FromValue(NoArguments) };
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("id"u8))
                id = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("function"u8))
                ReadFunction(ref reader, body, takesText, ref function, ref extras);
            else
                ExtrasReading.Keep(ref reader, body, DialectNames.Ollama, ref extras);
        }
        var name = function.Name ?? "";
        if (takesText && name.Length == 0)
            throw new WireFormatException("message.tool_calls", "A tool call has no name.");
        var isInvented = string.IsNullOrEmpty(id);
        return new ToolCallPart(isInvented ? ToolCallIds.Invent(replyId, name, ordinal) : id!, name, function.Arguments) { IdIsInvented = isInvented, Extras = extras };
    }

    private static void ReadFunction(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool takesText, ref Function function, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                function.Name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("arguments"u8))
                function.Arguments = ReadArguments(ref reader, body, takesText);
            else
                PlacedExtras.Keep(ref reader, body, OllamaNames.FunctionPrefix, ref extras);
        }
    }

    private static ToolArguments ReadArguments(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool takesText)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => ToolArguments.FromValue(JsonScan.ReadRaw(ref reader, body)),
            JsonTokenType.Null => ToolArguments.FromValue(NoArguments),
            JsonTokenType.String when takesText => ToolArguments.FromText(JsonScan.ReadText(ref reader, body)),
            _ => throw JsonRead.Wrong(ref reader, body, "an object"),
        };
    }

    private struct Function
    {
        public string? Name;
        public ToolArguments Arguments;
    }
}
