using System.Globalization;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Ledger.Budgets;
using Parley.Providers.Upstream;

namespace Parley.Ledger.Sessions;

/// <summary>Keeps agents from running away: finds the session of a request, and stops those that last too long or run in circles. What they may cost and how often they may ask are limits like all others. Thread-safe.</summary>
internal sealed class SessionGovernor(TimeProvider time)
{
    private const int MostNamed = 4;
    private readonly SessionTable _sessions = new(time);

    /// <summary>The session of a request: as it names it, else, where the operator wants that, the one that it goes on from.</summary>
    /// <param name="options">What is said of sessions.</param>
    /// <param name="caller">Whose request it is.</param>
    /// <param name="labels">What it says itself.</param>
    /// <param name="request">The request.</param>
    /// <param name="fresh">The name of a session that begins with it.</param>
    public string? SessionOf(SessionOptions options, CallerKey? caller, RequestLabels labels, InboundRequest request, string fresh) =>
        labels.Session ?? (options.FromPrefix && ChatOf(request) is { } chat ? _sessions.Of(caller, chat, fresh, options) : null);

    /// <summary>Why a session has to end here; null when it may go on.</summary>
    public Fault? Check(SessionOptions options, CallerKey? caller, string? session, InboundRequest request)
    {
        if (CheckAge(options, caller, session) is { } stop)
            return stop;
        return options.MaxRepeats is { } repeats && ChatOf(request) is { } chat && LoopFinder.Find(chat.Messages, repeats) is { } circle ? Loop(circle, repeats) : null;
    }

    /// <summary>The stop of a session that has lasted too long; null for one that has not.</summary>
    public Fault? CheckAge(SessionOptions options, CallerKey? caller, string? session) =>
        session is not null && options.MaxTime is { } most && _sessions.AgeOf(caller, session, options) is var age && age > most
            ? Stop("session_limit", string.Create(CultureInfo.InvariantCulture, $"The session '{session}' began {age.TotalSeconds:0} s ago, and no session lasts longer than {most.TotalSeconds:0} s here (sessions.max_seconds). Begin a new one."))
            : null;

    /// <summary>The stop of a session that has used up what it may: the same words as of other limits, but nothing that any client tries again.</summary>
    public static Fault? Stopped(Fault? fault) => fault?.Code == BudgetFaults.SessionLimit ? Stop(BudgetFaults.SessionLimit, fault.Message) with { Backend = fault.Backend } : null;

    private static Fault Loop(IReadOnlyList<string> circle, int repeats) => Stop("loop_detected", circle.Count == 1
        ? $"The conversation runs in circles: {circle[0]} was called {repeats} times in a row with the same arguments (sessions.max_repeats). Change the request, or say something to the model."
        : $"The conversation runs in circles: {string.Join(", then ", circle.Take(MostNamed))} were called {repeats} times by turns with the same arguments (sessions.max_repeats). Change the request, or say something to the model.");

    /// <summary>A status that no client tries again, whether it looks at the header or not.</summary>
    private static Fault Stop(string code, string message) => new(FaultKind.InvalidRequest, message)
    {
        Code = code,
        Cause = NetworkFaults.OwnLimit,
        Headers = [new("x-should-retry", "false")],
    };

    private static ChatRequest? ChatOf(InboundRequest request)
    {
        try
        {
            return request.Question as ChatRequest;
        }
        catch (WireFormatException)
        {
            // Whether that matters is for the attempt to say: a backend of the same dialect may take what Parley cannot read.
            return null;
        }
    }
}
