using System.Collections.Immutable;

namespace Parley.Cli.Hosting;

/// <summary>
/// Sees that a file with credentials was replaced: the store, or one that the configuration refers to. They are looked at every few seconds and not watched: one may be begun, with its folder, long after the start.
/// </summary>
internal sealed class CredentialWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Func<IEnumerable<string>> _paths;
    private readonly Action _changed;
    private readonly ITimer _timer;
    private FileStamps _seen;

    /// <summary>Begins to look.</summary>
    /// <param name="paths">The files, which need not be there.</param>
    /// <param name="seen">How they were when their credentials were last taken up.</param>
    /// <param name="changed">Takes them up again.</param>
    /// <param name="time">Says when to look.</param>
    public CredentialWatch(Func<IEnumerable<string>> paths, FileStamps seen, Action changed, TimeProvider time)
    {
        _paths = paths;
        _seen = FileStamps.Of(paths()).Under(seen);
        _changed = changed;
        _timer = time.CreateTimer(_ => Look(), null, Interval, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>One look after the other: the next waits until the change of the last is taken up.</summary>
    private void Look()
    {
        var now = FileStamps.Of(_paths());
        if (now.DifferFrom(_seen))
            _changed();
        _seen = FileStamps.Of(_paths()).Under(now);
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }
}

/// <summary>By what replaced files are known.</summary>
internal sealed class FileStamps
{
    private readonly ImmutableDictionary<string, (string Target, DateTime Written, long Length)> _stamps;

    private FileStamps(ImmutableDictionary<string, (string Target, DateTime Written, long Length)> stamps) => _stamps = stamps;

    public static FileStamps Of(IEnumerable<string> paths) => new(paths.Distinct(StringComparer.Ordinal).ToImmutableDictionary(static path => path, StampOf));

    /// <summary>These, for files that were not looked at before; for the others what was seen then.</summary>
    public FileStamps Under(FileStamps before) => new(_stamps.SetItems(before._stamps));

    /// <summary>Whether a file is another than it was.</summary>
    public bool DifferFrom(FileStamps before) => _stamps.Any(stamp => before._stamps.TryGetValue(stamp.Key, out var old) && old != stamp.Value);

    /// <summary>Mounted secrets are links, and are replaced by another link.</summary>
    private static (string Target, DateTime Written, long Length) StampOf(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
                file = target;
            return file.Exists ? (file.FullName, file.LastWriteTimeUtc, file.Length) : default;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // As good as not there: who reads it will say why.
            return default;
        }
    }
}
