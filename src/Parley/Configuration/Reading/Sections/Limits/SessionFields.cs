using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>sessions</c>.</summary>
internal static class SessionFields
{
    public static Shape<SessionOptions> Shape { get; } = new(new FieldList<SessionOptions>()
        .Add("max_cost", Kinds.Amount, (sessions, amount) => sessions with { MaxCost = amount }, "The most money of one session, in the currency.")
        .Add("currency", Kinds.Text, (sessions, text) => sessions with { Currency = text.ToUpperInvariant() }, "The currency of max_cost, as three letters. Without it US dollars.")
        .Add("max_turns", Kinds.WholeLong(1), (sessions, number) => sessions with { MaxTurns = number }, "The most requests of one session.")
        .Add("max_seconds", Kinds.Seconds, (sessions, time) => sessions with { MaxTime = time }, "The longest that a session may last, from its first request on.")
        .Add("max_repeats", Kinds.Whole(2), (sessions, number) => sessions with { MaxRepeats = number }, "How often the same calls of tools, or the same few by turns, may follow each other without a word of the user. Without it any number.")
        .Add("from_prefix", Kinds.Flag, (sessions, flag) => sessions with { FromPrefix = flag }, "Whether requests that name no session are found to go on from earlier ones, by their beginnings; their content is read for that.")
        .Add("idle_s", Kinds.Seconds, (sessions, time) => sessions with { Idle = time }, "After how long without a request a session is over.")
        .Add("max_sessions", Kinds.Whole(1, 1_000_000), (sessions, number) => sessions with { MaxSessions = number }, "How many sessions are remembered at one time; beyond it the oldest of whoever has most is forgotten."));
}
