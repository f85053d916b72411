namespace Parley.Dialects.Wire;

/// <summary>Passes over JSON numbers.</summary>
internal static class JsonNumberSkip
{
    /// <summary>The offset behind the number that begins at <paramref name="at"/>; <see cref="JsonSkip.Broken"/> when it is none, or when something else hangs on it.</summary>
    public static int Number(ReadOnlySpan<byte> json, int at)
    {
        if (json[at] == '-')
            at++;
        if (at < json.Length && json[at] == '0')
            at++;
        else if ((at = Digits(json, at)) < 0)
            return JsonSkip.Broken;
        if (at < json.Length && json[at] == '.' && (at = Digits(json, at + 1)) < 0)
            return JsonSkip.Broken;
        if (at < json.Length && (json[at] | 0x20) == 'e')
        {
            at++;
            if (at < json.Length && json[at] is (byte)'+' or (byte)'-')
                at++;
            at = Digits(json, at);
        }
        return at == json.Length || at >= 0 && EndsNumber(json[at]) ? at : JsonSkip.Broken;
    }

    private static int Digits(ReadOnlySpan<byte> json, int at)
    {
        var start = at;
        while (at < json.Length && char.IsAsciiDigit((char)json[at]))
            at++;
        return at > start ? at : JsonSkip.Broken;
    }

    private static bool EndsNumber(byte next) => next is (byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
