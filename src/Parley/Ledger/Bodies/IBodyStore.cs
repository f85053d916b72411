namespace Parley.Ledger.Bodies;

/// <summary>Keeps what was said, where the operator wants that. Thread-safe.</summary>
public interface IBodyStore
{
    /// <summary>Takes what was said in requests; one that is there already stays as it is.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached.</exception>
    Task AppendAsync(IReadOnlyList<KeptBodies> bodies, CancellationToken cancellationToken);

    /// <summary>What was said in a request; null when it is not kept, or not any more.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached.</exception>
    Task<KeptBodies?> FindAsync(string exchangeId, CancellationToken cancellationToken);

    /// <summary>Forgets what was said before a time, and says of how many requests.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached.</exception>
    Task<int> ForgetBodiesAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>What was said in a request, without secrets, in the dialect of its caller.</summary>
/// <param name="ExchangeId">The request.</param>
/// <param name="At">When it ended.</param>
/// <param name="Request">What was asked.</param>
/// <param name="Reply">What was answered; cut where it was too long.</param>
public sealed record KeptBodies(string ExchangeId, DateTimeOffset At, string Request, string Reply);
