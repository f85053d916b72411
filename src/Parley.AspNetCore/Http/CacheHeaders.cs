using System.Globalization;
using Microsoft.AspNetCore.Http;
using Parley.Providers.Upstream;

namespace Parley.AspNetCore.Http;

/// <summary>The headers that say what the cache of answers had to do with a reply; none while it is off.</summary>
internal static class CacheHeaders
{
    /// <summary>Writes them.</summary>
    public static void Write(HttpResponse response, CacheNote? note)
    {
        if (note is null)
            return;
        response.Headers[Callers.CacheWords.Use] = note.Verdict switch
        {
            CacheVerdict.Hit => "hit",
            CacheVerdict.Miss => "miss",
            _ => "bypass",
        };
        if (note.Age is { } age)
            response.Headers.Age = ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }
}
