using System.Security.Cryptography;

namespace Parley.Pipeline;

/// <summary>Ids of exchanges: <c>req_</c>, sixteen random hex digits of the process, sixteen of a counter. Unique without asking the system for randomness on every request.</summary>
public static class ExchangeId
{
    private static readonly string Process = "req_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private static long _count;

    /// <summary>The next id.</summary>
    public static string Next() => string.Create(Process.Length + 16, Interlocked.Increment(ref _count), static (id, count) =>
    {
        Process.CopyTo(id);
        count.TryFormat(id[Process.Length..], out _, "x16");
    });
}
