using Parley.Dialects;

namespace Parley.Conversations;

/// <summary>A reply that later requests of the same caller may refer to: one turn, and the link to the turn before it.</summary>
/// <param name="Owner">Whose it is; nobody else finds it.</param>
/// <param name="Reply">The reply.</param>
/// <param name="Input">The items that were asked in this turn, each under its name.</param>
public sealed record StoredReply(string Owner, KeptReply Reply, IReadOnlyList<KeptItem> Input)
{
    /// <summary>The id of the reply that the conversation goes on from; null for its first turn.</summary>
    public string? Previous { get; init; }

    /// <summary>The backend that answered.</summary>
    public required string Backend { get; init; }

    /// <summary>A mark of the key that it answered with, by which that is known again; null where there is none, or none is known.</summary>
    public string? Key { get; init; }

    /// <summary>True when that backend, with that key, speaks the caller's dialect, so that it knows the reply by the same id.</summary>
    public bool IsKnownToBackend { get; init; }

    /// <summary>What was asked and answered, in order.</summary>
    public IEnumerable<KeptItem> Items => Input.Concat(Reply.Items);

    /// <summary>About how many bytes it takes.</summary>
    public long Size
    {
        get
        {
            long size = Reply.Body.Length;
            foreach (var item in Input)
                size += item.Json.Length + Overhead;
            return size + Reply.Items.Count * Overhead;
        }
    }

    private const int Overhead = 64;
}
