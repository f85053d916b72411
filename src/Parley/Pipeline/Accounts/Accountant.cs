using Parley.Ledger;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Accounts;

/// <summary>Writes into the books what requests come to. It only looks at what happened, so that it is no step, which would be waited for.</summary>
internal sealed class Accountant(Bookkeeper books, TimeProvider time)
{
    /// <summary>Watches a stream, so that it is in the books from its first byte on.</summary>
    public void Watch(Exchange exchange)
    {
        if (exchange.Request.Head.Stream)
            exchange.Sink.Witness = new Opening(this, exchange);
    }

    /// <summary>Writes down every attempt of a request that has ended; before the last byte of its answer is released.</summary>
    public void Settle(Exchange exchange, in Settlement settlement)
    {
        var now = time.GetUtcNow();
        var attempts = settlement.Attempts;
        if (attempts.Count == 0 && settlement.Fault is { } fault)
            books.Settle(Entries.Refused(exchange, fault, now));
        // What was waited for a turn, or before another try, is nobody's work.
        var (calls, final) = (exchange.Trip?.Waited ?? TimeSpan.Zero, attempts.Count - 1);
        for (var i = 0; i < attempts.Count; i++)
        {
            calls += attempts[i].Duration + attempts[i].Queued;
            if (attempts[i].Committed)
                final = i;
        }
        for (var i = 0; i < attempts.Count; i++)
            books.Settle(Entries.Of(exchange, attempts[i], attempts[i].Number > 0 ? attempts[i].Number : i + 1, i == final ? Positive(time.GetElapsedTime(exchange.Started) - calls) : null, now));
    }

    /// <summary>Attempts side by side take more time together than there was.</summary>
    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    /// <summary>Writes down that a stream begins.</summary>
    private sealed class Opening(Accountant accountant, Exchange exchange) : ICommitWitness
    {
        public void Committed(Attempt attempt) => accountant.Begin(exchange, attempt);
    }

    private void Begin(Exchange exchange, Attempt attempt) => books.Begin(Entries.Opening(exchange, attempt, time.GetUtcNow()));
}
