using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline;

namespace Parley.AspNetCore.Http;

/// <summary>Reads small bodies of the gateway's own that say one word: <c>{"action":"open"}</c>.</summary>
internal static class BodyWord
{
    /// <summary>The word; empty where the body does not say it, and with a fault where it cannot be read.</summary>
    /// <param name="body">The body.</param>
    /// <param name="member">The member that holds it.</param>
    /// <param name="fault">What is wrong with the body; null when nothing is.</param>
    public static string Read(ReadOnlyMemory<byte> body, string member, out Fault? fault)
    {
        fault = null;
        try
        {
            return JsonRead.Guard(body, (ref reader, bytes) =>
            {
                var word = "";
                while (JsonRead.NextMember(ref reader))
                {
                    if (reader.ValueTextEquals(member))
                        word = JsonRead.String(ref reader, bytes) ?? "";
                    else
                        JsonRead.Skip(ref reader);
                }
                return word;
            });
        }
        catch (WireFormatException unreadable)
        {
            fault = RequestFaults.Malformed(unreadable);
            return "";
        }
    }
}
