using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Reads one declared tool.</summary>
internal static class ToolReader
{
    /// <summary>Reads the tool whose opening brace the reader stands on.</summary>
    public static ToolSpec Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonRead.Object(ref reader, body);
        var start = (int)reader.TokenStartIndex;
        var isFunction = true;
        var hasType = false;
        var function = default(Function);
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                (hasType, isFunction) = (true, JsonRead.String(ref reader, body) is "function" or "" or null);
            else if (reader.ValueTextEquals("function"u8))
                ReadFunction(ref reader, body, ref function, ref extras);
            else
                ExtrasReading.Keep(ref reader, body, DialectNames.Ollama, ref extras);
        }
        if (!isFunction)
            return new ToolSpec(function.Name ?? "") { Native = new RawJson(body[start..(int)reader.BytesConsumed]), Dialect = DialectNames.Ollama };
        if (string.IsNullOrEmpty(function.Name))
            throw Nameless(body, start);
        if (!hasType)
            PlacedExtras.MarkAbsent("type", ref extras);
        return new ToolSpec(function.Name) { Description = function.Description, Schema = function.Parameters, Extras = extras };
    }

    private static void ReadFunction(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Function function, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                function.Name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("description"u8))
                function.Description = JsonRead.Text(ref reader, body);
            else if (reader.ValueTextEquals("parameters"u8))
                function.Parameters = ReadSchema(ref reader, body);
            else
                PlacedExtras.Keep(ref reader, body, OllamaNames.FunctionPrefix, ref extras);
        }
    }

    private static RawJson ReadSchema(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => JsonScan.ReadRaw(ref reader, body),
            JsonTokenType.Null => default,
            _ => throw JsonRead.Wrong(ref reader, body, "a JSON Schema"),
        };
    }

    private static WireFormatException Nameless(ReadOnlyMemory<byte> body, int start)
    {
        var place = JsonPlace.Of(body.Span, start) + ".function.name";
        return new WireFormatException(place, $"{place} is missing.");
    }

    private struct Function
    {
        public string? Name;
        public JsonText Description;
        public RawJson Parameters;
    }
}
