using System.Security.Cryptography;
using System.Text;

namespace Parley.Ledger.Journal;

/// <summary>
/// The journal of one process: entries in the order in which they were written, in files of <see cref="JournalSegment.Size"/> bytes, until the store has them. Writing is thread-safe; reading is for one reader.
/// Several processes may share a folder: each writes to one of its own within it, and takes over what others left that have ended.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private const string LockName = "lock";
    private const string Pattern = "*.journal";
    private readonly Lock _gate = new();
    private readonly byte[] _room = new byte[JournalSegment.HeadLength + EntryFormat.Longest];
    private readonly Queue<JournalSegment> _segments = new();
    private readonly string _root;
    private readonly string _mark;
    private readonly FileStream _held;
    private JournalSegment _current;
    private JournalSegment? _spare;
    private bool _isOwed;
    private long _written;
    private int _next;

    private JournalFile(string root, string mark, string folder, FileStream held)
    {
        (_root, _mark, Folder, _held) = (root, mark, folder, held);
        _current = Begin();
    }

    /// <summary>The folder of this process.</summary>
    public string Folder { get; }

    /// <summary>How many bytes of files there are.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return (_segments.Count + 1L) * JournalSegment.Size;
        }
    }

    /// <summary>The most bytes of files; beyond it nothing more is taken. Two files are the least: one that is read, one that is written.</summary>
    public long MostBytes { get; set => field = Math.Max(value, 2L * JournalSegment.Size); } = 1L << 30;

    /// <summary>How many records were ever written.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Whether it is time to make room.</summary>
    public bool IsCrowded => Bytes > MostBytes / 4;

    /// <summary>Begins a journal in a folder of its own below <paramref name="root"/>.</summary>
    /// <param name="root">The folder of all journals.</param>
    /// <param name="store">The place of the store that it is for: what was left of another's is not taken over.</param>
    /// <exception cref="IOException">The folder cannot be written, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static JournalFile Open(string root, string store = "")
    {
        // Together they may be moved: what counts is where one lies from the other.
        var place = Path.IsPathRooted(store) ? Path.GetRelativePath(root, store) : store;
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place)).AsSpan(0, 4)) + "-";
        var folder = Path.Combine(root, mark + Guid.NewGuid().ToString("N")[..12]);
        Directory.CreateDirectory(folder);
        var held = new FileStream(Path.Combine(folder, LockName), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        try
        {
            return new JournalFile(root, mark, folder, held);
        }
        catch
        {
            held.Dispose();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Writes an entry down. When this returns, the end of the process cannot undo it.</summary>
    /// <exception cref="IOException">There is no room.</exception>
    public void Append(LedgerEntry entry, RecordKind kind)
    {
        lock (_gate)
        {
            var record = _room.AsSpan(0, JournalSegment.HeadLength + EntryFormat.Write(entry, kind, _room.AsSpan(JournalSegment.HeadLength)));
            _written++;
            if (_current.TryWrite(record))
                return;
            // What is said again makes room for more than it takes.
            if (kind != RecordKind.Carried && (_segments.Count + 1L) * JournalSegment.Size >= MostBytes)
                throw new IOException($"the journal has reached its {MostBytes >> 20} MiB");
            var fresh = _spare ?? Begin();
            _spare = null;
            _current.Seal();
            _segments.Enqueue(_current);
            _current = fresh;
            _current.TryWrite(record);
        }
    }

    /// <summary>Makes the next file ready before it is needed, so that no request waits for the disk.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Prepare()
    {
        if (Volatile.Read(ref _spare) is not null)
            return;
        var spare = Begin();
        lock (_gate)
            _spare = spare;
    }

    /// <summary>Reads on, at most so many records. They stay owed to the store until <see cref="Take"/>.</summary>
    public List<(RecordKind Kind, LedgerEntry Entry)> Read(int most)
    {
        var records = new List<(RecordKind, LedgerEntry)>();
        foreach (var segment in Segments())
        {
            while (records.Count < most && NextOf(segment) is { } record)
            {
                _isOwed = true;
                records.Add(EntryFormat.Read(record));
            }
            // What follows may not be readable now: what is read already is not to be lost with it.
            if (records.Count > 0)
                break;
        }
        return records;
    }

    /// <summary>The store has all that was read.</summary>
    public void Take() => _isOwed = false;

    /// <summary>Whether there are files that are read to their end.</summary>
    public bool HasRead
    {
        get
        {
            lock (_gate)
                return _segments.TryPeek(out var oldest) && oldest.IsRead;
        }
    }

    /// <summary>Takes them away.</summary>
    public void Forget()
    {
        while (HasRead)
        {
            JournalSegment done;
            lock (_gate)
                done = _segments.Dequeue();
            done.Delete();
        }
    }

    /// <summary>What processes left behind that have ended. Each is held by the caller until it is taken away or let go.</summary>
    public IEnumerable<LeftJournal> Left()
    {
        foreach (var (folder, held) in Ended(static (name, mark) => name.StartsWith(mark, StringComparison.Ordinal)))
            yield return new LeftJournal(folder, held, [.. Directory.EnumerateFiles(folder, Pattern).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The folders of processes that have ended and kept books in another store, or in one whose address was spelled otherwise.</summary>
    public IReadOnlyList<string> OfOtherStores()
    {
        var others = new List<string>();
        foreach (var (folder, held) in Ended(static (name, mark) => !name.StartsWith(mark, StringComparison.Ordinal)))
        {
            held.Dispose();
            others.Add(folder);
        }
        return others;
    }

    /// <summary>Whether all is read.</summary>
    public bool IsRead
    {
        get
        {
            lock (_gate)
                return _current.IsRead && _segments.All(static segment => segment.IsRead);
        }
    }

    /// <summary>Ends it; where the store has everything, nothing stays behind.</summary>
    public void Dispose()
    {
        var empty = IsRead && !_isOwed;
        foreach (var segment in Segments())
            segment.Dispose();
        _spare?.Dispose();
        _held.Dispose();
        if (empty)
            Directory.Delete(Folder, recursive: true);
    }

    private IEnumerable<(string Folder, FileStream Held)> Ended(Func<string, string, bool> isMeant)
    {
        foreach (var folder in Directory.EnumerateDirectories(_root).Where(folder => folder != Folder && !folder.EndsWith(LeftJournal.Aside, StringComparison.Ordinal) && isMeant(Path.GetFileName(folder), _mark)))
        {
            if (Held(folder) is { } held)
                yield return (folder, held);
        }
    }

    private List<JournalSegment> Segments()
    {
        lock (_gate)
            return [.. _segments, _current];
    }

    /// <summary>The one that is written to may be sealed at any moment; those that are need no lock.</summary>
    private byte[]? NextOf(JournalSegment segment)
    {
        lock (_gate)
        {
            if (!segment.IsSealed)
                return segment.Next();
        }
        return segment.Next();
    }

    private JournalSegment Begin() => JournalSegment.Create(Path.Combine(Folder, $"{Interlocked.Increment(ref _next):d8}.journal"));

    /// <summary>The lock of a folder; null while its process lives, and before it has one.</summary>
    private static FileStream? Held(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
