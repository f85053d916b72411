using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Ledger.Journal;

/// <summary>The form of entries in the journal. A record begins with its kind; what a later program adds stands at its end, so that it reads what an earlier one left; any other change is a new kind.</summary>
internal static class EntryFormat
{
    /// <summary>No record is longer: texts are cut, lists are bounded.</summary>
    public const int Longest = 64 << 10;

    /// <summary>The most losses and tags of an entry.</summary>
    public const int MostWords = 32;

    private const int MostLines = 32;

    /// <summary>Writes a record and says its length.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="kind">Whether it is settled or was only opened.</param>
    /// <param name="buffer">Room for <see cref="Longest"/> bytes.</param>
    public static int Write(LedgerEntry entry, RecordKind kind, Span<byte> buffer)
    {
        var record = new RecordWriter(buffer);
        record.Number((long)kind);
        WriteNames(entry, ref record);
        WriteCourse(entry, ref record);
        WriteUsage(entry.Usage, ref record);
        WriteCost(entry.Cost, ref record);
        WriteAmount(entry.CacheSaving, ref record);
        WriteAmount(entry.LocalSaving, ref record);
        record.Number(entry.Usage.Searches);
        record.Number((long)entry.Usage.ServiceTier);
        return record.Length;
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="InvalidDataException">It is of a kind that this program does not know.</exception>
    public static (RecordKind Kind, LedgerEntry Entry) Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return ReadWhole(bytes);
        }
        catch (Exception unreadable) when (unreadable is IndexOutOfRangeException or ArgumentException or OverflowException or NullReferenceException)
        {
            throw new InvalidDataException("A record of the journal has another form than this program knows.", unreadable);
        }
    }

    private static (RecordKind Kind, LedgerEntry Entry) ReadWhole(ReadOnlySpan<byte> bytes)
    {
        var record = new RecordReader(bytes);
        var kind = (RecordKind)record.Number();
        if (kind is not (RecordKind.Open or RecordKind.Settled or RecordKind.Carried))
            throw new InvalidDataException($"A record of the kind {(long)kind} was written by a later version of the program.");
        var entry = ReadCourse(ReadNames(ref record), ref record) with { Usage = ReadUsage(ref record) };
        entry = entry with { Cost = ReadCost(ref record), CacheSaving = ReadAmount(ref record), LocalSaving = ReadAmount(ref record) };
        return (kind, record.IsAtEnd ? entry : entry with { Usage = entry.Usage with { Searches = record.Number(), ServiceTier = (ServiceTier)record.Number() } });
    }

    private static void WriteNames(LedgerEntry entry, ref RecordWriter record)
    {
        record.Text(entry.ExchangeId);
        record.Number(entry.Attempt);
        record.Number(entry.At.UtcTicks);
        record.Text(entry.Operation);
        record.Text(entry.Dialect);
        record.Text(entry.ModelAsked);
        record.Text(entry.Model);
        record.Text(entry.Backend);
        record.Text(entry.Provider);
        record.Text(entry.BackendKey);
        record.Text(entry.Key);
        record.Text(entry.Team);
        record.Text(entry.Session);
        WriteWords(entry.Tags, ref record);
    }

    private static LedgerEntry ReadNames(ref RecordReader record) => new()
    {
        ExchangeId = record.Text()!,
        Attempt = (int)record.Number(),
        At = new DateTimeOffset(record.Number(), TimeSpan.Zero),
        Operation = record.Text()!,
        Dialect = record.Text()!,
        ModelAsked = record.Text()!,
        Model = record.Text()!,
        Backend = record.Text()!,
        Provider = record.Text()!,
        BackendKey = record.Text(),
        Key = record.Text(),
        Team = record.Text(),
        Session = record.Text(),
        Tags = ReadWords(ref record),
    };

    private static void WriteCourse(LedgerEntry entry, ref RecordWriter record)
    {
        record.Number((long)entry.Quality);
        record.Number((entry.IsLocal ? 1 : 0) | (entry.IsStream ? 2 : 0) | (entry.IsSent ? 4 : 0) | (entry.IsAnswer ? 8 : 0) | (entry.WattHours is null ? 0 : 16) | (entry.IsFinal ? 32 : 0));
        if (entry.WattHours is { } wattHours)
            record.Float(wattHours);
        record.Number(entry.Queued.Ticks);
        record.Number(entry.FirstEvent?.Ticks ?? -1);
        record.Number(entry.Duration.Ticks);
        record.Number(entry.Overhead.Ticks);
        record.Number(entry.Finish is { } finish ? (long)finish : -1);
        record.Number(entry.Fault is { } fault ? (long)fault : -1);
        record.Number(entry.FaultSource is { } source ? (long)source : -1);
        record.Text(entry.FaultCode, 64);
        WriteWords(entry.Losses, ref record);
    }

    private static LedgerEntry ReadCourse(LedgerEntry entry, ref RecordReader record)
    {
        var quality = (LedgerQuality)record.Number();
        var flags = record.Number();
        return entry with
        {
            Quality = quality,
            IsLocal = (flags & 1) != 0,
            IsStream = (flags & 2) != 0,
            IsSent = (flags & 4) != 0,
            IsAnswer = (flags & 8) != 0,
            IsFinal = (flags & 32) != 0,
            WattHours = (flags & 16) != 0 ? record.Float() : null,
            Queued = new TimeSpan(record.Number()),
            FirstEvent = record.Number() is >= 0 and var first ? new TimeSpan(first) : null,
            Duration = new TimeSpan(record.Number()),
            Overhead = new TimeSpan(record.Number()),
            Finish = record.Number() is >= 0 and var finish ? (FinishReason)finish : null,
            Fault = record.Number() is >= 0 and var fault ? (FaultKind)fault : null,
            FaultSource = record.Number() is >= 0 and var source ? (FaultSource)source : null,
            FaultCode = record.Text(),
            Losses = ReadWords(ref record),
        };
    }

    private static void WriteUsage(Usage usage, ref RecordWriter record)
    {
        foreach (var count in (ReadOnlySpan<TokenCount>)[usage.Input, usage.CacheRead, usage.CacheWrite5m, usage.CacheWrite1h, usage.AudioInput, usage.ImageInput, usage.Output, usage.Reasoning, usage.AudioOutput])
            record.Number((count.Tokens << 2) | (long)count.Quality);
        record.Number(usage.ProviderTotal ?? -1);
    }

    private static Usage ReadUsage(ref RecordReader record) => new()
    {
        Input = ReadCount(ref record),
        CacheRead = ReadCount(ref record),
        CacheWrite5m = ReadCount(ref record),
        CacheWrite1h = ReadCount(ref record),
        AudioInput = ReadCount(ref record),
        ImageInput = ReadCount(ref record),
        Output = ReadCount(ref record),
        Reasoning = ReadCount(ref record),
        AudioOutput = ReadCount(ref record),
        ProviderTotal = record.Number() is >= 0 and var total ? total : null,
    };

    private static TokenCount ReadCount(ref RecordReader record)
    {
        var packed = record.Number();
        return new TokenCount(packed >> 2, (TokenCountQuality)(packed & 3));
    }

    private static void WriteCost(Cost? cost, ref RecordWriter record)
    {
        record.Number(cost is null ? 0 : cost.IsEstimated ? 2 : 1);
        if (cost is null)
            return;
        record.Text(cost.Total.Currency, 8);
        record.Exact(cost.Total.Amount);
        record.Text(cost.PriceVersion, 64);
        record.Number(Math.Min(cost.Lines.Length, MostLines));
        for (var i = 0; i < cost.Lines.Length && i < MostLines; i++)
        {
            var line = cost.Lines[i];
            record.Text(line.Bucket, 32);
            record.Number(line.Units);
            record.Exact(line.Rate);
            record.Exact(line.Amount);
        }
    }

    private static Cost? ReadCost(ref RecordReader record)
    {
        var state = record.Number();
        if (state == 0)
            return null;
        var currency = record.Text()!;
        var total = new Money(record.Exact(), currency);
        var version = record.Text()!;
        var lines = new CostLine[record.Number()];
        for (var i = 0; i < lines.Length; i++)
            lines[i] = new CostLine(record.Text()!, record.Number(), record.Exact(), record.Exact());
        return new Cost([.. lines], total, version, state == 2);
    }

    private static void WriteAmount(decimal? amount, ref RecordWriter record)
    {
        record.Number(amount is null ? 0 : 1);
        if (amount is { } known)
            record.Exact(known);
    }

    private static decimal? ReadAmount(ref RecordReader record) => record.Number() == 0 ? null : record.Exact();

    private static void WriteWords(ImmutableArray<string> words, ref RecordWriter record)
    {
        var count = words.IsDefault ? 0 : Math.Min(words.Length, MostWords);
        record.Number(count);
        for (var i = 0; i < count; i++)
            record.Text(words[i], 128);
    }

    private static ImmutableArray<string> ReadWords(ref RecordReader record)
    {
        var count = record.Number();
        if (count == 0)
            return [];
        var words = new string[count];
        for (var i = 0; i < words.Length; i++)
            words[i] = record.Text()!;
        return ImmutableArray.Create(words);
    }
}

/// <summary>What a record of the journal says.</summary>
internal enum RecordKind
{
    /// <summary>A stream has begun to reach its caller.</summary>
    Open = 1,

    /// <summary>An attempt has ended.</summary>
    Settled = 2,

    /// <summary>A stream had begun, as a file said that is gone; it may have ended since.</summary>
    Carried = 3,
}
