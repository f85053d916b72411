using System.Collections.Immutable;

namespace Parley.Configuration.Credentials;

/// <summary>
/// Follows the references to commands and files that stand in configuration files: a loader that has none of these follows no references.
/// Each is followed when the configuration is read, and again when it is read again; where that fails, what it gave before stays. Thread-safe.
/// </summary>
/// <param name="time">Ends commands that take too long.</param>
public sealed class SecretReferences(TimeProvider time)
{
    private const int LargestFile = 64 << 10;

    private readonly Lock _gate = new();
    private readonly SecretCommand _commands = new(time);
    private readonly Dictionary<string, Secret> _known = [];
    private ImmutableHashSet<string> _files = [];

    /// <summary>The files that were referred to, absolute.</summary>
    public IReadOnlyCollection<string> Files => Volatile.Read(ref _files);

    /// <summary>What a reference leads to; null when it never led to anything. The reason is there too when it does not lead there any more.</summary>
    internal Secret? Follow(SecretReference reference, out string? trouble)
    {
        lock (_gate)
        {
            trouble = null;
            if ((reference.Command.IsEmpty ? ReadFile(reference.File, out var why) : Run(reference.Command, out why)) is { } text)
                return _known[reference.Id] = new Secret(text);
            trouble = $"{reference.Name} {why}";
            return _known.GetValueOrDefault(reference.Id);
        }
    }

    private string? Run(ImmutableArray<string> command, out string trouble) => _commands.Run(command, out trouble);

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
