using System.Globalization;
using Parley.Providers.Upstream;

namespace Parley.Serving.Replies;

/// <summary>The headers that say what the cache of answers had to do with a reply; none while it is off.</summary>
internal static class CacheHeaders
{
    /// <summary>Writes them.</summary>
    public static void Write(ServedCall call, CacheNote? note)
    {
        if (note is null)
            return;
        call.SetHeader(Callers.CacheWords.Use, note.Verdict switch
        {
            CacheVerdict.Hit => "hit",
            CacheVerdict.Miss => "miss",
            _ => "bypass",
        });
        if (note.Age is { } age)
            call.SetHeader("age", ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture));
    }
}
