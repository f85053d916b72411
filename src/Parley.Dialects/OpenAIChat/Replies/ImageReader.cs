using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads the <c>images</c> that a model made: <c>[{"type":"image_url","image_url":{"url":"data:..."}}]</c>, as OpenRouter, Vercel and LiteLLM send them.</summary>
internal static class ImageReader
{
    /// <summary>Reads the array behind the name; false, with the reader where it was, when it holds anything else.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<MediaPart> images)
    {
        var ahead = reader;
        ahead.Read();
        if (ahead.TokenType != JsonTokenType.StartArray)
            return false;
        var parts = new List<Part>();
        try
        {
            ContentReader.ReadParts(ref ahead, body, parts);
        }
        catch (WireFormatException)
        {
            return false;
        }
        if (parts.Count == 0 || !parts.TrueForAll(static part => part is MediaPart))
            return false;
        foreach (var part in parts)
            images.Add((MediaPart)part);
        reader = ahead;
        return true;
    }
}
