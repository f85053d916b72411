namespace Parley.Ledger.Journal;

/// <summary>A journal that a process left behind.</summary>
/// <param name="folder">Its folder.</param>
/// <param name="held">Its lock, held.</param>
/// <param name="files">Its files, in order.</param>
internal sealed class LeftJournal(string folder, FileStream held, IReadOnlyList<string> files) : IDisposable
{
    /// <summary>Its folder.</summary>
    public string Folder => folder;

    /// <summary>The end of the name of a folder that nobody looks into any more.</summary>
    public const string Aside = ".unreadable";

    /// <summary>Its entries: those that were settled, and those that were only opened, as far as they can be known. What can be read comes first, then the exception for what cannot.</summary>
    /// <exception cref="InvalidDataException">Something in it was spoiled, or a later version of the program wrote it.</exception>
    public IEnumerable<LedgerEntry> Entries()
    {
        var open = new OpenEntries();
        InvalidDataException? spoiled = null;
        foreach (var file in files)
        {
            var records = JournalSegment.Left(file, out var isSpoiled);
            if (isSpoiled)
                spoiled ??= new InvalidDataException($"{Path.GetFileName(file)} has records that were changed since they were written");
            foreach (var record in records)
            {
                if (TryRead(record, ref spoiled, out var kind, out var entry) && open.Note(kind, entry, carried: true))
                    yield return entry;
            }
        }
        // One that was carried may have ended before: then the store has its entry, and leaves this one out.
        foreach (var entry in open.All)
            yield return entry with { Quality = LedgerQuality.Interrupted };
        if (spoiled is not null)
            throw spoiled;
    }

    /// <summary>Keeps it where nobody looks for it; and says where.</summary>
    public string SetAside()
    {
        Dispose();
        Directory.Move(folder, folder + Aside);
        return folder + Aside;
    }

    /// <summary>Takes it away: the store has it.</summary>
    public void Delete()
    {
        Dispose();
        Directory.Delete(folder, recursive: true);
    }

    public void Dispose() => held.Dispose();

    private static bool TryRead(byte[] record, ref InvalidDataException? spoiled, out RecordKind kind, out LedgerEntry entry)
    {
        try
        {
            (kind, entry) = EntryFormat.Read(record);
            return true;
        }
        catch (InvalidDataException unreadable)
        {
            spoiled ??= unreadable;
            (kind, entry) = (default, null!);
            return false;
        }
    }
}
