using System.Globalization;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline;

namespace Parley.Serving.Callers;

/// <summary>What a caller says of the cache of answers, by headers or members of the metadata. <c>Cache-Control</c> means what it means to any cache (RFC 9111); what it says that no cache of answers knows is passed over.</summary>
internal static class CacheWords
{
    /// <summary>The header that says whether the cache may be used, and that tells what it did.</summary>
    public const string Use = "x-parley-cache";

    /// <summary>The header that says how long the answer may be given again, in seconds.</summary>
    public const string TimeToLive = "x-parley-cache-ttl";

    /// <summary>The header of MassGen's and others' clients: whether the cache may be used.</summary>
    public const string Enabled = "x-cache-enabled";

    private const string Control = "cache-control";
    private const double LongestTime = 366 * 24 * 60 * 60;

    /// <summary>The wish with what a header says; the same for any other header.</summary>
    public static CacheWish OfHeader(CacheWish wish, string name, string value, ref Fault? fault)
    {
        if (Says(name, Control))
            return OfControl(wish, value);
        if (Says(name, Use))
            return wish with { Use = UseOf(Use, value, ref fault) };
        if (Says(name, TimeToLive))
            return wish with { TimeToLive = TimeOf(TimeToLive, value, ref fault) };
        return Says(name, Enabled) ? wish with { Use = UseOf(Enabled, value, ref fault) } : wish;
    }

    /// <summary>The wish with what <c>metadata.parley_cache</c> and <c>parley_cache_ttl</c> say.</summary>
    public static CacheWish OfMetadata(RawJson metadata, ref Fault? fault)
    {
        var wish = CacheWish.None;
        if (metadata.Kind != JsonValueKind.Object || metadata.Utf8.Span.IndexOf("\"parley_cache"u8) < 0)
            return wish;
        var members = new JsonMembers(metadata.Utf8);
        while (fault is null && members.Next(out var name, out var value))
        {
            var member = Encoding.UTF8.GetString(name);
            var text = (value.Kind == JsonValueKind.String ? value.AsText().ToString() : value.ToString()).Trim();
            if (member == "parley_cache")
                wish = wish with { Use = UseOf("metadata.parley_cache", text, ref fault) };
            else if (member == "parley_cache_ttl")
                wish = wish with { TimeToLive = TimeOf("metadata.parley_cache_ttl", text, ref fault) };
        }
        return wish;
    }

    private static CacheWish OfControl(CacheWish wish, string value)
    {
        foreach (var said in value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Says(said, "no-store"))
                wish = wish with { Use = CacheUse.Off };
            else if (Says(said, "no-cache") && wish.Use == CacheUse.Usual)
                wish = wish with { Use = CacheUse.Refresh };
            else if (Says(said, "only-if-cached") && wish.Use == CacheUse.Usual)
                wish = wish with { Use = CacheUse.OnlyIfCached };
            else if (said.StartsWith("max-age=", StringComparison.OrdinalIgnoreCase) && Seconds(said["max-age=".Length..]) is { } age)
                wish = wish with { MaxAge = age };
        }
        return wish;
    }

    private static CacheUse UseOf(string place, string value, ref Fault? fault)
    {
        switch (value.ToLowerInvariant())
        {
            case "on" or "true" or "1":
                return CacheUse.Usual;
            case "off" or "false" or "0":
                return CacheUse.Off;
            case "refresh":
                return CacheUse.Refresh;
            case "only-if-cached":
                return CacheUse.OnlyIfCached;
            default:
                fault ??= Wrong(place, "is on, off, refresh or only-if-cached.");
                return CacheUse.Usual;
        }
    }

    private static TimeSpan? TimeOf(string place, string value, ref Fault? fault)
    {
        if (Seconds(value) is { } time && time > TimeSpan.Zero)
            return time;
        fault ??= Wrong(place, string.Create(CultureInfo.InvariantCulture, $"is a number of seconds, more than 0 and at most {LongestTime}."));
        return null;
    }

    private static TimeSpan? Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestTime ? TimeSpan.FromSeconds(seconds) : null;

    private static Fault Wrong(string place, string what) => new(FaultKind.InvalidRequest, $"{place} {what}") { Param = place, Code = "invalid_value" };

    private static bool Says(string value, string word) => value.Equals(word, StringComparison.OrdinalIgnoreCase);
}
