using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Reads one object of a reply, liberally: a member of the wrong type counts as absent, text that is not a string as its JSON.</summary>
internal static class LineReader
{
    /// <summary>Reads the object.</summary>
    /// <param name="data">The object's bytes.</param>
    /// <param name="route">The operation, which says where the text stands.</param>
    /// <param name="known">Unknown members of the first line; where a line repeats them with the same value they are passed over.</param>
    /// <exception cref="WireFormatException">It is not a JSON object.</exception>
    public static Line Read(ReadOnlyMemory<byte> data, OllamaRoute route, Extras? known = null)
    {
        var reader = new Utf8JsonReader(data.Span, JsonWire.ReaderOptions);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new WireFormatException("", "The reply must be a JSON object.");
            var line = new Line();
            while (JsonRead.NextMember(ref reader))
                ReadMember(ref reader, data, route, known, ref line);
            if (reader.Read())
                throw new WireFormatException(JsonPlace.Position(data.Span, (int)reader.TokenStartIndex), "There is more after the JSON object.");
            return line;
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        catch (InvalidOperationException broken)
        {
            throw new WireFormatException("", "The reply is not valid Unicode.", broken);
        }
    }

    private static void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data, OllamaRoute route, Extras? known, ref Line line)
    {
        if (reader.ValueTextEquals("model"u8))
            line.Model = Text(ref reader, data);
        else if (reader.ValueTextEquals("created_at"u8))
            line.CreatedAt = Raw(ref reader, data);
        else if (reader.ValueTextEquals("done"u8))
            ReadDone(ref reader, ref line);
        else if (route == OllamaRoute.Chat && reader.ValueTextEquals("message"u8))
            ReadMessage(ref reader, data, known, ref line);
        else if (route == OllamaRoute.Generate && ReadContent(ref reader, data, "response"u8, ref line))
            line.IsReply = true;
        else if (!ReadClosing(ref reader, data, ref line))
            Keep(ref reader, data, "", known, ref line);
    }

    private static void ReadDone(ref Utf8JsonReader reader, ref Line line)
    {
        reader.Read();
        line.Done = reader.TokenType == JsonTokenType.True;
        line.IsReply = true;
        reader.Skip();
    }

    private static void ReadMessage(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data, Extras? known, ref Line line)
    {
        reader.Read();
        line.IsReply = true;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (JsonRead.NextMember(ref reader))
        {
            if (ReadContent(ref reader, data, "content"u8, ref line))
                continue;
            if (reader.ValueTextEquals("role"u8))
                JsonRead.Skip(ref reader);
            else
                Keep(ref reader, data, OllamaNames.MessagePrefix, known, ref line);
        }
    }

    /// <summary>Reads the members of the answer itself, which stand in the message of a chat and on top of a generated text.</summary>
    private static bool ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data, ReadOnlySpan<byte> textMember, ref Line line)
    {
        if (reader.ValueTextEquals(textMember))
            line.Content = Text(ref reader, data);
        else if (reader.ValueTextEquals("thinking"u8))
            line.Thinking = Text(ref reader, data);
        else if (reader.ValueTextEquals("tool_calls"u8))
            line.ToolCalls = List(ref reader, data);
        else if (reader.ValueTextEquals("images"u8))
            line.Images = List(ref reader, data);
        else
            return false;
        return true;
    }

    private static bool ReadClosing(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data, ref Line line)
    {
        if (reader.ValueTextEquals("done_reason"u8))
            line.DoneReason = Text(ref reader, data) is { IsEmpty: false } word ? word.ToString() : null;
        else if (reader.ValueTextEquals("prompt_eval_count"u8))
            line.PromptTokens = Number(ref reader);
        else if (reader.ValueTextEquals("eval_count"u8))
            line.AnswerTokens = Number(ref reader);
        else if (IsDuration(ref reader))
            ExtrasReading.Keep(ref reader, data, DialectNames.Ollama, ref line.Durations);
        else if (reader.ValueTextEquals("logprobs"u8))
            line.Logprobs = List(ref reader, data);
        else if (reader.ValueTextEquals("error"u8))
            line.Error = Raw(ref reader, data);
        else if (reader.ValueTextEquals("context"u8))
            ExtrasReading.Keep(ref reader, data, DialectNames.Ollama, ref line.Closing);
        else
            return false;
        return true;
    }

    private static bool IsDuration(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("total_duration"u8) || reader.ValueTextEquals("load_duration"u8)
        || reader.ValueTextEquals("prompt_eval_duration"u8) || reader.ValueTextEquals("eval_duration"u8);

    private static void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data, string prefix, Extras? known, ref Line line)
    {
        if (KnownValue(ref reader, prefix, known) is not { IsAbsent: false } value)
        {
            PlacedExtras.Keep(ref reader, data, prefix, ref line.Extras);
            return;
        }
        var copy = reader;
        copy.Read();
        if (JsonScan.ReadRaw(ref copy, data) == value)
            JsonRead.Skip(ref reader);
        else
            PlacedExtras.Keep(ref reader, data, prefix, ref line.Extras);
    }

    private static RawJson KnownValue(ref Utf8JsonReader reader, string prefix, Extras? known)
    {
        var members = known?.Members;
        for (var i = 0; i < members?.Count; i++)
        {
            var (name, value) = members[i];
            if (name.StartsWith(prefix, StringComparison.Ordinal) && reader.ValueTextEquals(name.AsSpan(prefix.Length)))
                return value;
        }
        return default;
    }

    private static JsonText Text(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return JsonScan.ReadText(ref reader, data);
        if (reader.TokenType == JsonTokenType.Null)
            return default;
        var token = new ArrayBufferWriter<byte>();
        token.Write("\""u8);
        JsonScan.ReadRaw(ref reader, data).WriteEscaped(token);
        token.Write("\""u8);
        return JsonText.FromToken(token.WrittenMemory);
    }

    private static RawJson Raw(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data)
    {
        reader.Read();
        var raw = JsonScan.ReadRaw(ref reader, data);
        return raw.Kind == JsonValueKind.Null ? default : raw;
    }

    private static RawJson List(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data) => Raw(ref reader, data) is { Kind: JsonValueKind.Array } list ? list : default;

    private static long? Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) && number >= 0)
            return (long)Math.Min(number, TokenCount.Most);
        reader.Skip();
        return null;
    }
}
