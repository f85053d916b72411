using System.Data.Common;

namespace Parley.Ledger.Sql;

/// <summary>What two databases say differently.</summary>
public abstract class SqlFlavor
{
    /// <summary>Where it is, without a secret.</summary>
    public abstract string Place { get; }

    /// <summary>The type of whole numbers of 64 bits.</summary>
    public abstract string Whole { get; }

    /// <summary>The type of floating-point numbers of 64 bits.</summary>
    public abstract string Real { get; }

    /// <summary>Statements that make what only this database has, and do no harm a second time.</summary>
    public virtual IReadOnlyList<string> Extras => [];

    /// <summary>So long an answer is waited for; null where whoever asks can stop what was begun.</summary>
    public virtual TimeSpan? Patience => null;

    /// <summary>Opens a connection.</summary>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction that is alone in changing the tables' form.</summary>
    public abstract Task<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Whether the same may succeed later; false where what was given is at fault.</summary>
    public abstract bool IsTransient(Exception failure);

    /// <summary>What failed, without a secret and without values.</summary>
    public abstract string Says(Exception failure);

    /// <summary>The statement that tells other processes of changed keys when its transaction is committed; null where they have to look.</summary>
    public virtual string? TellOfKeys => null;

    /// <summary>Waits until another process tells of changed keys, or for a time.</summary>
    public virtual Task WaitForKeysAsync(TimeSpan most, CancellationToken cancellationToken) => Task.Delay(most, TimeProvider.System, cancellationToken);

    /// <summary>Closes what is open.</summary>
    public virtual ValueTask CloseAsync() => ValueTask.CompletedTask;
}
