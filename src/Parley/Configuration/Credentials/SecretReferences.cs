using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Parley.Configuration.Credentials;

/// <summary>
/// Follows the references to commands and files that stand in configuration files: a loader that has none of these follows no references.
/// Each is followed when the configuration is read, when it is read again, and when a provider refuses what it gave; where that fails, what it gave before stays. Thread-safe.
/// </summary>
/// <param name="time">Ends commands that take too long, and keeps refusals from running them all the time.</param>
public sealed class SecretReferences(TimeProvider time)
{
    private const int LargestFile = 64 << 10;

    private readonly Lock _gate = new();
    private readonly SecretProgram _programs = new(time);
    private readonly ConcurrentDictionary<string, FollowedReference> _known = new(StringComparer.Ordinal);
    private ImmutableHashSet<string> _files = [];

    /// <summary>A reference whose secret was refused leads to another one now: the configuration is to be read again.</summary>
    public event EventHandler? Renewed;

    /// <summary>The files that were referred to, absolute.</summary>
    public IReadOnlyCollection<string> Files => Volatile.Read(ref _files);

    /// <summary>What a reference leads to; null when it never led to anything. The reason is there too when it does not lead there any more.</summary>
    internal Secret? Follow(SecretReference reference, out string? trouble)
    {
        lock (_gate)
        {
            trouble = null;
            var followed = _known.GetOrAdd(reference.Id, (_, reference) => new FollowedReference(() => Read(reference, out _)), reference);
            if (followed.TakeRenewed() is { } renewed)
                return renewed;
            if (Read(reference, out var why) is { } secret)
                return followed.Secret = secret;
            trouble = $"{reference.Name} {why}";
            return followed.Secret;
        }
    }

    /// <summary>Takes note of a secret that was found elsewhere: it is asked for anew as well where a provider refuses it.</summary>
    /// <param name="place">Where it was found.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="read">What it is now; null where it cannot be had.</param>
    internal void Note(string place, Secret secret, Func<Secret?> read) => _known.GetOrAdd(place, static (_, read) => new FollowedReference(read), read).Secret = secret;

    /// <summary>A provider has refused a secret. Where a reference gave it, that is followed anew, off the caller's way: once for all who are refused meanwhile, and soon again only after a while.</summary>
    /// <returns>Ends when it was followed; true when it leads to another secret, and <see cref="Renewed"/> was told.</returns>
    internal Task<bool> RenewAsync(Secret refused)
    {
        FollowedReference[] renewing = [.. _known.Values.Where(followed => refused.Equals(followed.Secret) && followed.TryClaim(time))];
        return renewing.Length == 0 ? Task.FromResult(false) : Task.Run(() => Renew(renewing));
    }

    private bool Renew(FollowedReference[] renewing)
    {
        var isAnother = false;
        lock (_gate)
        {
            foreach (var followed in renewing)
                isAnother |= followed.Renew();
        }
        if (isAnother)
            Renewed?.Invoke(this, EventArgs.Empty);
        return isAnother;
    }

    private Secret? Read(SecretReference reference, out string trouble) => (reference.Command.IsEmpty ? ReadFile(reference.File, out trouble) : Run(reference.Command, out trouble)) is { } text ? new Secret(text) : null;

    /// <summary>The first line that a command prints. What it says on standard error is dropped: it may hold what it must not.</summary>
    private string? Run(ImmutableArray<string> command, out string trouble)
    {
        if (_programs.Run(command, "", out trouble) is not { } end)
            return null;
        using var lines = new StringReader(end.Output);
        var line = lines.ReadLine()?.Trim();
        trouble = end.Code != 0 ? $"ended with {end.Code}" : string.IsNullOrEmpty(line) ? "printed nothing" : "";
        return trouble.Length == 0 ? line : null;
    }

    private string? ReadFile(string path, out string trouble)
    {
        Volatile.Write(ref _files, _files.Add(path));
        trouble = "";
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LargestFile })
                trouble = "is too large for a key";
            else if (File.ReadLines(path).FirstOrDefault()?.Trim() is { Length: > 0 } line)
                return line;
            else
                trouble = "has an empty first line";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            trouble = $"cannot be read: {ConfigurationFiles.Reason(exception)}";
        }
        return null;
    }
}
