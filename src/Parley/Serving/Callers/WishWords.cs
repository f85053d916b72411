using System.Collections.Frozen;
using System.Globalization;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Routing;

namespace Parley.Serving.Callers;

/// <summary>A wish as it was written.</summary>
/// <param name="Place">The header, or the member of the metadata.</param>
/// <param name="Text">What it says.</param>
/// <param name="Snapshot">The configuration.</param>
internal readonly record struct WishValue(string Place, string Text, GatewaySnapshot Snapshot);

/// <summary>Something that can be wished for: its header, its member of the metadata, and how it is read.</summary>
/// <param name="header">The header.</param>
/// <param name="read">The wishes with this one; a fault when it cannot be read.</param>
internal sealed class WishWord(string header, WishWord.Reading read)
{
    public delegate RoutingWishes Reading(RoutingWishes wishes, WishValue value, ref Fault? fault);

    public string Header { get; } = header;

    /// <summary><c>parley_</c> and the header's words: callers put into metadata what they like, and that must mean nothing here.</summary>
    public string Member { get; } = "parley_" + (header.StartsWith("x-parley-", StringComparison.Ordinal) ? header["x-parley-".Length..] : header["x-".Length..]).Replace('-', '_');

    public RoutingWishes Read(RoutingWishes wishes, WishValue value, ref Fault? fault) => read(wishes, value, ref fault);
}

/// <summary>All that can be wished for.</summary>
internal static class WishWords
{
    private const double LongestDeadline = 24 * 60 * 60 * 1000;

    private static readonly string[] MediaTypes = [.. Parley.Configuration.Options.MediaTypes.All, "auto"];

    private static readonly WishWord[] All =
    [
        new("x-target-backend", Backend),
        new("x-parley-strategy", Strategy),
        new("x-latency-critical", static (wishes, value, ref fault) => wishes with { LatencyCritical = Flag(value, ref fault) }),
        new("x-power-efficient", static (wishes, value, ref fault) => wishes with { PowerEfficient = Flag(value, ref fault) }),
        new("x-max-latency-ms", static (wishes, value, ref fault) => wishes with { MaxLatencyMs = Number(value, double.MaxValue, ref fault) }),
        new("x-max-power-watts", static (wishes, value, ref fault) => wishes with { MaxPowerWatts = Number(value, double.MaxValue, ref fault) }),
        new("x-max-cost", static (wishes, value, ref fault) => wishes with { MaxCost = Number(value, double.MaxValue, ref fault) }),
        new("x-deadline-ms", static (wishes, value, ref fault) => wishes with { Deadline = TimeSpan.FromMilliseconds(Number(value, LongestDeadline, ref fault)) }),
        new("x-priority", Priority),
        new("x-media-type", static (wishes, value, ref fault) => wishes with { MediaType = OneOf(value, MediaTypes, ref fault) is { } type and not "auto" ? type : null }),
    ];

    private static readonly FrozenDictionary<string, WishWord> ByHeader = All.ToFrozenDictionary(static word => word.Header, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, WishWord> ByMember = All.ToFrozenDictionary(static word => word.Member, StringComparer.Ordinal);

    /// <summary>The wish of a header; null for all others.</summary>
    public static WishWord? OfHeader(string name) => ByHeader.GetValueOrDefault(name);

    /// <summary>The wish of a member of the metadata; null for all others.</summary>
    public static WishWord? OfMember(string name) => ByMember.GetValueOrDefault(name);

    private static RoutingWishes Backend(RoutingWishes wishes, WishValue value, ref Fault? fault)
    {
        if (value.Snapshot.Find(value.Text) is { } backend)
            return wishes with { Backend = backend.Id };
        var near = NearNames.Of(value.Text, value.Snapshot.BackendList.Select(static known => known.Id), 3);
        var known = near.Length > 0 ? $"Did you mean {string.Join(", ", near)}?" : $"There are: {string.Join(", ", value.Snapshot.BackendList.Select(static backend => backend.Id).Take(20))}.";
        fault = Wrong(value, $"names a backend that does not exist. {known}", "unknown_backend");
        return wishes;
    }

    private static RoutingWishes Strategy(RoutingWishes wishes, WishValue value, ref Fault? fault) => wishes with { Strategy = OneOf(value, StrategyNames.All, ref fault) };

    private static RoutingWishes Priority(RoutingWishes wishes, WishValue value, ref Fault? fault)
    {
        RequestPriority? asked = value.Text.ToLowerInvariant() switch
        {
            "low" or "best-effort" => RequestPriority.Low,
            "normal" => RequestPriority.Normal,
            "high" => RequestPriority.High,
            "critical" or "realtime" => RequestPriority.Critical,
            _ => null,
        };
        if (asked is null)
            fault = Wrong(value, "is low (or best-effort), normal, high or critical (or realtime).");
        return wishes with { AskedPriority = asked };
    }

    private static string? OneOf(WishValue value, IReadOnlyList<string> words, ref Fault? fault)
    {
        foreach (var word in words)
        {
            if (word.Equals(value.Text, StringComparison.OrdinalIgnoreCase))
                return word;
        }
        fault = Wrong(value, NearNames.Closest(value.Text, words) is { } near ? $"is none of {string.Join(", ", words)}. Did you mean {near}?" : $"is none of {string.Join(", ", words)}.");
        return null;
    }

    private static bool Flag(WishValue value, ref Fault? fault)
    {
        switch (value.Text.ToLowerInvariant())
        {
            case "true" or "1":
                return true;
            case "false" or "0":
                return false;
            default:
                fault = Wrong(value, "is true or false.");
                return false;
        }
    }

    private static double Number(WishValue value, double most, ref Fault? fault)
    {
        if (double.TryParse(value.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= most)
            return number;
        fault = Wrong(value, most < double.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"is a number from 0 to {most}.") : "is a number from 0.");
        return 0;
    }

    private static Fault Wrong(WishValue value, string what, string code = "invalid_value") => new(FaultKind.InvalidRequest, $"{value.Place} {what}") { Param = value.Place, Code = code };
}
