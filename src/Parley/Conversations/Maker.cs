using Parley.Configuration;

namespace Parley.Conversations;

/// <summary>Who made what a request refers to: nobody else knows it by its id, or can read what was encrypted.</summary>
/// <param name="Backend">The id of the backend.</param>
/// <param name="Key">The mark of the key that it was asked with; null where none is known.</param>
internal sealed record Maker(string Backend, string? Key)
{
    /// <summary>The maker that a backend is with the key that was chosen for it.</summary>
    public static Maker Of(Backend backend) => new(backend.Id, backend.Credential?.Mark);

    /// <summary>Whether a backend with the key that was chosen for it is this one.</summary>
    public bool Is(Backend backend) => IsAt(backend) && (Key is null || Key == backend.Credential?.Mark);

    /// <summary>The backend with the key; the backend itself where it has no several, or not this one any more.</summary>
    public Backend AmongKeysOf(Backend backend)
    {
        if (IsAt(backend) && Key is not null)
        {
            foreach (var keyed in backend.Keyed)
            {
                if (Is(keyed))
                    return keyed;
            }
        }
        return backend;
    }

    private bool IsAt(Backend backend) => Backend.Equals(backend.Id, StringComparison.OrdinalIgnoreCase);
}
