using System.Text.Json;

namespace Parley.Dialects.Wire;

/// <summary>Tells replies from errors that came under status 200, by a member that every reply has.</summary>
internal static class ReplyShape
{
    /// <summary>True when the body is no JSON object, is broken, says an error, or lacks the member (or its other spelling).</summary>
    public static bool IsFault(ReadOnlyMemory<byte> body, ReadOnlySpan<byte> member, ReadOnlySpan<byte> otherSpelling = default)
    {
        var isReply = false;
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("error"u8) && value.Kind is JsonValueKind.Object or JsonValueKind.String)
                    return true;
                isReply |= name.SequenceEqual(member) || (!otherSpelling.IsEmpty && name.SequenceEqual(otherSpelling));
            }
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException)
        {
            return true;
        }
        return !isReply;
    }
}
