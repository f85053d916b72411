using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Tells a reply from an error that came under status 200.</summary>
internal static class ReplyProbe
{
    /// <summary>True for an error object, for what is no JSON object at all, and for an object that is no reply.</summary>
    public static bool IsFault(ReadOnlyMemory<byte> body)
    {
        var members = new JsonMembers(body);
        var isReply = false;
        try
        {
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("error"u8) && value.Kind is JsonValueKind.Object or JsonValueKind.String)
                    return true;
                isReply |= name.SequenceEqual("candidates"u8) || name.SequenceEqual("promptFeedback"u8) || name.SequenceEqual("usageMetadata"u8);
            }
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException)
        {
            return true;
        }
        return !isReply;
    }
}
