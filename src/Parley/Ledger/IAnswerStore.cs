namespace Parley.Ledger;

/// <summary>Keeps answers of the cache beyond the process. Thread-safe. What it throws when it cannot be reached is a <see cref="LedgerStoreException"/>.</summary>
public interface IAnswerStore
{
    /// <summary>The answer of a name; null when there is none, or none any more.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached.</exception>
    Task<StoredAnswer?> FindAnswerAsync(string name, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Keeps an answer in the place of the last of its name.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached, or takes it not.</exception>
    Task SaveAnswerAsync(StoredAnswer answer, CancellationToken cancellationToken);

    /// <summary>Forgets answers that may not be given any more, and says how many.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached.</exception>
    Task<int> ForgetAnswersAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>An answer of the cache as it is stored.</summary>
/// <param name="Name">What was asked by whom, as a hash.</param>
/// <param name="At">When it was given.</param>
/// <param name="Until">Until when it may be given again.</param>
/// <param name="About">Who gave it and what it cost, as JSON.</param>
/// <param name="Json">The answer in the plain dialect.</param>
public sealed record StoredAnswer(string Name, DateTimeOffset At, DateTimeOffset Until, string About, string Json);
