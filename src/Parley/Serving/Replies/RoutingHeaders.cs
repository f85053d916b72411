using System.Globalization;
using System.Text;
using Parley.Configuration;
using Parley.Pipeline;
using Parley.Providers.Upstream;
using Parley.Routing;
using Parley.Routing.Estimates;

namespace Parley.Serving.Replies;

/// <summary>Why a reply comes from where it comes, for its headers.</summary>
/// <param name="Exchange">What was asked; null while that is not known.</param>
/// <param name="IsAsked">Whether the caller asked to be told, even where there was no choice.</param>
internal readonly record struct RoutingExplanation(Exchange? Exchange, bool IsAsked)
{
    /// <summary>Writes the headers of a reply; none while nobody answers.</summary>
    public void Write(ServedCall call, ReplyHead? head)
    {
        if (Exchange is null || head is null)
            return;
        CacheHeaders.Write(call, Exchange.Sink.Cache);
        RoutingHeaders.Write(call, Exchange, head.Target, IsAsked);
    }

    /// <summary>Writes the headers of a refusal.</summary>
    public void WriteFailed(ServedCall call)
    {
        if (Exchange is null)
            return;
        CacheHeaders.Write(call, Exchange.Sink.Cache);
        RoutingHeaders.Write(call, Exchange, used: null, IsAsked);
        LimitReplyHeaders.Write(call, Exchange);
    }

    /// <summary>Writes what the calls of a whole answer took, where that is known; a stream has sent its head before.</summary>
    public void WriteEnergy(ServedCall call, in Settlement settlement)
    {
        if (IsAsked && Exchange?.Decision is { } decision && EnergyUse.WattHours(decision, settlement.Attempts) is { } wattHours)
            call.SetHeader("x-parley-energy-wh", wattHours.ToString("0.######", CultureInfo.InvariantCulture));
    }
}

/// <summary>
/// The headers that say where a request went and why: whenever there was a choice, and for callers who ask (<c>X-Parley-Explain: 1</c>), who are told more.
/// </summary>
internal static class RoutingHeaders
{
    /// <summary>The header by which a caller asks for an explanation, and that carries it.</summary>
    public const string Explain = "x-parley-explain";

    private const int MostTargets = 8;
    private const int LongestText = 1024;

    /// <summary>Writes them.</summary>
    /// <param name="call">The reply.</param>
    /// <param name="exchange">What was asked; its decision is the one that is told.</param>
    /// <param name="used">The target that answers; null when none does.</param>
    /// <param name="explains">Whether the caller asked.</param>
    public static void Write(ServedCall call, Exchange exchange, Target? used, bool explains)
    {
        var occasion = used is null ? exchange.Trip?.LastOccasion : exchange.Sink.Winner?.Occasion;
        if (exchange.Decision is not { } decision || (!explains && occasion is null && decision.Ranked.Count + decision.Refused.Count < 2))
            return;
        var winner = used is null ? null : decision.CandidateOf(used);
        if (used is not null)
            call.SetHeader("x-backend-used", ReplyHeaders.Safe(used.Backend.Id));
        if (winner?.LatencyMs is { } latency)
            call.SetHeader("x-estimated-latency-ms", Number(latency));
        if (winner?.PowerWatts is { } watts)
            call.SetHeader("x-estimated-power-watts", Number(watts));
        // Why the first was the first says nothing of an answer that came after it.
        call.SetHeader("x-routing-reason", Text(occasion ?? decision.Reason));
        // What was tried is no alternative any more.
        var others = decision.Ranked.Where(candidate => candidate != winner && exchange.Trip?.HasTried(candidate.Target) != true).Take(MostTargets);
        if (others.Any())
            call.SetHeader("x-alternatives", Text(string.Join(", ", others.Select(static candidate => candidate.Target.ToString()))));
        if (explains)
            call.SetHeader(Explain, Text(Summary(decision)));
    }

    private static string Summary(RoutingDecision decision)
    {
        var text = new StringBuilder("strategy=").Append(decision.Strategy.Length == 0 ? "none" : decision.Strategy);
        text.Append("; ranked=").AppendJoin(", ", decision.Ranked.Take(MostTargets).Select(static candidate => candidate.Target.ToString()));
        Append(text, decision);
        foreach (var further in decision.Further)
        {
            text.Append("; ").Append(further.For).Append('=').AppendJoin(", ", further.Decision.Ranked.Take(MostTargets).Select(static candidate => candidate.Target.ToString()));
            Append(text, further.Decision);
        }
        return text.ToString();
    }

    /// <summary>What the filters said.</summary>
    private static void Append(StringBuilder text, RoutingDecision decision)
    {
        foreach (var behind in decision.Ranked.Where(static candidate => candidate.RefusedBy is not null).Take(MostTargets))
            text.Append("; behind=").Append(behind.Target).Append(" (").Append(behind.RefusedBy).Append(": ").Append(behind.Refusal).Append(')');
        foreach (var refused in decision.Refused.Take(MostTargets))
            text.Append("; refused=").Append(refused.Target).Append(" (").Append(refused.RefusedBy).Append(": ").Append(refused.Refusal).Append(')');
        foreach (var overruled in decision.Overruled)
            text.Append("; overruled=").Append(overruled);
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A text as a header can carry it: spaces stay.</summary>
    private static string Text(string text)
    {
        if (text.Length > LongestText)
            text = text[..LongestText] + "...";
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
            return text;
        return string.Create(text.Length, text, static (safe, text) =>
        {
            for (var i = 0; i < text.Length; i++)
                safe[i] = text[i] is >= ' ' and <= '~' ? text[i] : '_';
        });
    }
}
