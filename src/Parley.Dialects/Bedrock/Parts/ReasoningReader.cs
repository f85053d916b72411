using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Reads <c>reasoningContent</c>: a thought with its signature, or the encrypted form of one.</summary>
internal static class ReasoningReader
{
    /// <summary>Moves to the value of <c>reasoningContent</c>.</summary>
    public static ReasoningPart? ReadBlock(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        ReasoningPart? part = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("reasoningText"u8))
                part = ReadText(ref reader, body, ref extras) ?? part;
            else if (reader.ValueTextEquals("redactedContent"u8))
                part = new ReasoningPart(default) { RedactedData = JsonRead.Text(ref reader, body) };
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
        }
        return part;
    }

    private static ReasoningPart? ReadText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        JsonText text = default;
        JsonText? signature = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
                text = JsonRead.Text(ref reader, body);
            else if (reader.ValueTextEquals("signature"u8))
                signature = JsonRead.Text(ref reader, body);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
        }
        return new ReasoningPart(text) { Signature = signature is { } token ? new PartSignature(Names.Dialect, token) : null };
    }
}
