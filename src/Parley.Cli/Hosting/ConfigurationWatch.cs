using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Discovery;

namespace Parley.Cli.Hosting;

/// <summary>Reads the configuration again when one of its files changes. A bad file is reported and changes nothing.</summary>
internal sealed class ConfigurationWatch : IDisposable
{
    /// <summary>Editors write a file in several steps; the last one counts.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    private readonly ConfigurationStore _store;
    private readonly IReadOnlyList<string> _files;
    private readonly Action _applied;
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly ITimer _settled;
    private readonly Lock _reloading = new();
    private string[]? _seen;

    public ConfigurationWatch(ConfigurationStore store, IReadOnlyList<string> files, Action applied, TimeProvider time)
    {
        _store = store;
        _files = files;
        _applied = applied;
        _settled = time.CreateTimer(_ => Reload(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        foreach (var file in files)
            Watch(Path.GetFullPath(file));
    }

    /// <summary>Looks for keys once more, where there is no file and the backends are those that were found.</summary>
    public Func<Discovered>? FindKeys { get; init; }

    /// <summary>Whether the store has callers' keys.</summary>
    public Func<bool> HasStoredKeys { get; init; } = static () => false;

    public void Dispose()
    {
        foreach (var watcher in _watchers)
            watcher.Dispose();
        _settled.Dispose();
    }

    /// <summary>Whether a change in the folder may be one of the watched file. Other files may be written all the time, this program's own log for instance.</summary>
    internal static bool Concerns(string watched, string? changed) =>
        changed is null || changed == watched || changed.StartsWith("..", StringComparison.Ordinal);

    /// <summary>Reads the files again, unless they say what they said the last time.</summary>
    internal void Reload()
    {
        lock (_reloading)
            ReloadChanged();
    }

    /// <summary>Reads the files again, whatever they say: a key is another that stands outside of them.</summary>
    internal void ReloadKeys()
    {
        lock (_reloading)
        {
            _seen = null;
            if (FindKeys is { } find)
                Apply(find());
            else
                ReloadChanged();
        }
    }

    private ConfigurationLoader Loader => HasStoredKeys() ? ConfigurationSource.LoaderBesideKeys : ConfigurationSource.Loader;

    private void ReloadChanged()
    {
        var problems = new ProblemList();
        var sources = ConfigurationFiles.Read(_files, problems);
        string[] texts = [.. sources.Select(static source => source.Text)];
        if (_seen is not null && texts.AsSpan().SequenceEqual(_seen))
            return;
        _seen = texts;
        if (problems.HasErrors)
        {
            Report(problems.All, "the configuration in use stays");
            return;
        }
        Apply(_store.TryReload(Loader, sources));
    }

    private void Apply(Discovered found)
    {
        if (found.Problems.IsEmpty)
            Apply(_store.TryReload(Loader, found.Options));
        else
            Report(found.Problems, "the configuration in use stays");
    }

    private void Apply(Reload reload)
    {
        Report(reload.Problems, reload.IsApplied ? $"configuration reloaded (revision {reload.Snapshot.Revision})" : "the configuration in use stays");
        foreach (var change in reload.Changes)
            Console.Error.WriteLine($"  {change}");
        if (reload.IsApplied)
            _applied();
    }

    /// <summary>The folder is watched, not the file: editors replace files, and mounted configurations are links to a hidden folder that is replaced (<c>..data</c>).</summary>
    private void Watch(string file)
    {
        var name = Path.GetFileName(file);
        var watcher = new FileSystemWatcher(Path.GetDirectoryName(file)!) { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.FileName | NotifyFilters.CreationTime | NotifyFilters.Size };
        watcher.Changed += (_, change) => Touched(name, change.Name);
        watcher.Created += (_, change) => Touched(name, change.Name);
        watcher.Renamed += (_, change) => Touched(name, change.Name);
        watcher.Deleted += (_, change) => Touched(name, change.Name);
        watcher.EnableRaisingEvents = true;
        _watchers.Add(watcher);
    }

    private void Touched(string watched, string? changed)
    {
        if (Concerns(watched, changed))
            _settled.Change(Settling, Timeout.InfiniteTimeSpan);
    }

    private static void Report(IReadOnlyList<Problem> problems, string verdict)
    {
        if (problems.Count > 0)
            Console.Error.WriteLine(ProblemRenderer.Render([.. problems]));
        Console.Error.WriteLine(verdict);
    }
}
