namespace Parley.Pipeline;

/// <summary>Ids of exchanges: <c>req_</c>, sixteen random hex digits of the gateway, sixteen of a counter. Unique without asking the system for randomness on every request. Thread-safe.</summary>
internal sealed class ExchangeIds
{
    private readonly string _gateway = "req_" + Guid.NewGuid().ToString("N")[..16];
    private long _count;

    /// <summary>The next id.</summary>
    public string Next() => string.Create(_gateway.Length + 16, (_gateway, Count: Interlocked.Increment(ref _count)), static (id, next) =>
    {
        next._gateway.CopyTo(id);
        next.Count.TryFormat(id[next._gateway.Length..], out _, "x16");
    });
}
