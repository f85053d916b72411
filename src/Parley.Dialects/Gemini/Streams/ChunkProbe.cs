using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>What the fast lane needs to know of a chunk.</summary>
/// <param name="HasContent">True for anything that a caller can see.</param>
/// <param name="IsFinished">True when it has a finish reason, or says that the prompt was blocked.</param>
internal readonly record struct ChunkProbe(bool HasContent, bool IsFinished)
{
    /// <summary>Looks into a chunk.</summary>
    /// <exception cref="WireFormatException">It is not a JSON object.</exception>
    public static ChunkProbe Of(ReadOnlyMemory<byte> chunk)
    {
        var reader = new Utf8JsonReader(chunk.Span, JsonWire.ReaderOptions);
        var probe = default(ChunkProbe);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new WireFormatException("", "The chunk is not a JSON object.");
            while (JsonRead.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("candidates"u8) && JsonRead.BeginArray(ref reader, chunk))
                    probe = Candidates(ref reader, probe);
                else if (reader.ValueTextEquals("promptFeedback"u8) && ReplyReader.BlockReason(JsonRead.Raw(ref reader, chunk)) is not null)
                    probe = new ChunkProbe(true, true);
                else if (reader.TokenType == JsonTokenType.PropertyName)
                    JsonRead.Skip(ref reader);
            }
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        return probe;
    }

    /// <summary>The usage at the beginning of some bytes, with the rest of the chunk behind it.</summary>
    public static Usage ReadUsage(byte[] bytes, long searches)
    {
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState(JsonWire.ReaderOptions));
        try
        {
            return reader.Read() && reader.TrySkip() ? UsageReader.Read(new RawJson(bytes.AsMemory(0, (int)reader.BytesConsumed)), searches) : Usage.Unknown;
        }
        catch (JsonException)
        {
            return Usage.Unknown;
        }
    }

    private static ChunkProbe Candidates(ref Utf8JsonReader reader, ChunkProbe probe)
    {
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                continue;
            while (JsonRead.NextMember(ref reader))
            {
                var isContent = reader.ValueTextEquals("content"u8);
                var isFinish = reader.ValueTextEquals("finishReason"u8);
                reader.Read();
                if (isFinish && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                    probe = new ChunkProbe(true, true);
                else if (isContent && reader.TokenType == JsonTokenType.StartObject)
                    probe = probe with { HasContent = probe.HasContent | Content(ref reader) };
                else
                    reader.Skip();
            }
        }
        return probe;
    }

    /// <summary>True unless all parts are empty texts, as the keepalive of this dialect is one.</summary>
    private static bool Content(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        var hasContent = false;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var isText = reader.ValueTextEquals("text"u8);
            var isFrame = reader.ValueTextEquals("parts"u8) || reader.ValueTextEquals("role"u8) || reader.ValueTextEquals("thought"u8) || reader.ValueTextEquals("thoughtSignature"u8);
            reader.Read();
            hasContent |= isText ? reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0 : !isFrame;
        }
        return hasContent;
    }
}
