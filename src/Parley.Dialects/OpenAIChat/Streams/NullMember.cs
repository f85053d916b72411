namespace Parley.Dialects.OpenAIChat;

/// <summary>Finds a member that is null in the bytes of a frame, where a text cannot hold it: its quotes would be escaped.</summary>
internal static class NullMember
{
    private static ReadOnlySpan<byte> Null => "null"u8;

    private static ReadOnlySpan<byte> Space => " \t\r\n"u8;

    /// <summary>The range of the first such member and of one comma beside it; empty where there is none.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="quotedName">The name in its quotes.</param>
    public static Range Find(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> quotedName)
    {
        var start = frame.IndexOf(quotedName);
        if (start < 0)
            return default;
        var end = Past(frame, start + quotedName.Length);
        if (end >= frame.Length || frame[end] != (byte)':')
            return default;
        end = Past(frame, end + 1);
        if (!frame[end..].StartsWith(Null))
            return default;
        end += Null.Length;
        var before = frame[..start].TrimEnd(Space);
        if (before is [.., (byte)','])
            return (before.Length - 1)..end;
        var next = Past(frame, end);
        return next < frame.Length && frame[next] == (byte)',' ? start..(next + 1) : start..end;
    }

    private static int Past(ReadOnlySpan<byte> frame, int at) => frame.Length - frame[at..].TrimStart(Space).Length;
}
