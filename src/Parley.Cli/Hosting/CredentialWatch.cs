namespace Parley.Cli.Hosting;

/// <summary>
/// Sees that the file of credentials was replaced. It is looked at every few seconds and not watched: it may be begun, with its folder, long after the start.
/// </summary>
internal sealed class CredentialWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly Action _changed;
    private readonly ITimer _timer;
    private FileStamp _seen;

    /// <param name="path">The file, which need not be there.</param>
    /// <param name="seen">How it was when its credentials were last taken up.</param>
    /// <param name="changed">Takes them up again.</param>
    /// <param name="time">Says when to look.</param>
    public CredentialWatch(string path, FileStamp seen, Action changed, TimeProvider time)
    {
        _path = path;
        _seen = seen;
        _changed = changed;
        _timer = time.CreateTimer(_ => Look(), null, Interval, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>One look after the other: the next waits until the change of the last is taken up.</summary>
    private void Look()
    {
        if (FileStamp.Of(_path) is var now && now != _seen)
        {
            _seen = now;
            _changed();
        }
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }
}

/// <summary>By what a replaced file is known; the same for all that are not there.</summary>
internal readonly record struct FileStamp(DateTime Written, long Length)
{
    public static FileStamp Of(string path) => new FileInfo(path) is { Exists: true } file ? new FileStamp(file.LastWriteTimeUtc, file.Length) : default;
}
