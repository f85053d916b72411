using System.Text;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>What happened to a member that the other dialect cannot carry as it is.</summary>
public enum ConversionCategory
{
    /// <summary>It stands elsewhere or under another form, with the same meaning for the model.</summary>
    Moved,

    /// <summary>Its value was brought into the range that the target takes.</summary>
    Clamped,

    /// <summary>The target has no such member; the effect was produced by other means.</summary>
    Emulated,

    /// <summary>It was left out.</summary>
    Dropped,

    /// <summary>The gateway took something out of it, since its operator wants that: an address, a number, a secret.</summary>
    Redacted,

    /// <summary>The same, and the gateway puts it back where the answer names it.</summary>
    Masked,

    /// <summary>The gateway found something in it and left it as it is.</summary>
    Noted,
}

/// <summary>How much a conversion matters.</summary>
public enum ConversionSeverity
{
    /// <summary>Nothing is lost.</summary>
    Info,

    /// <summary>The answer may differ a little: a sampling parameter, a hint, metadata.</summary>
    Warning,

    /// <summary>Content or a demand of the caller is lost: a message part, a tool, an output format.</summary>
    Error,
}

/// <summary>One difference between what the caller said and what the target was told, or the other way round.</summary>
/// <param name="Category">What happened.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Field">The caller's member, as a path: <c>messages[1].content[0].input_audio</c>.</param>
/// <param name="OldValue">What it was, shortened; null for large content.</param>
/// <param name="NewValue">What it became; null when it is gone.</param>
public sealed record ConversionEntry(ConversionCategory Category, ConversionSeverity Severity, string Field, string? OldValue = null, string? NewValue = null)
{
    /// <summary>Whether something is lost by it.</summary>
    public bool IsLoss => Category is ConversionCategory.Dropped or ConversionCategory.Clamped or ConversionCategory.Redacted;
}

/// <summary>The verdict over a whole translation, as callers see it in <c>x-parley-conversion</c>.</summary>
public enum ConversionVerdict
{
    /// <summary>Every member arrived as it was said.</summary>
    Exact,

    /// <summary>Members moved or were emulated; nothing was lost.</summary>
    Adapted,

    /// <summary>Something was clamped or dropped.</summary>
    Lossy,
}

/// <summary>
/// Records every member that a translation dropped, clamped, emulated or moved, so that nothing is lost in silence. Not thread-safe: one log per attempt.
/// </summary>
public sealed class ConversionLog
{
    private const int LongestValue = 64;
    private const int RepeatsWithin = 16;
    private List<ConversionEntry>? _entries;

    /// <summary>The entries in the order of the translation.</summary>
    public IReadOnlyList<ConversionEntry> Entries => _entries ?? (IReadOnlyList<ConversionEntry>)[];

    /// <summary>The verdict over all entries.</summary>
    public ConversionVerdict Verdict
    {
        get
        {
            var verdict = ConversionVerdict.Exact;
            foreach (var entry in Entries)
            {
                if (entry.IsLoss)
                    return ConversionVerdict.Lossy;
                if (entry.Category != ConversionCategory.Noted)
                    verdict = ConversionVerdict.Adapted;
            }
            return verdict;
        }
    }

    /// <summary>A parameter, hint or unknown member was left out.</summary>
    public void Dropped(string field, RawJson value) => Dropped(field, Encoding.UTF8.GetString(Start(value.Utf8.Span)));

    /// <summary>A parameter, hint or unknown member was left out.</summary>
    public void Dropped(string field, string? value = null) => Add(new(ConversionCategory.Dropped, ConversionSeverity.Warning, field, Shorten(value)));

    /// <summary>A part of the content, a tool or an output format was left out.</summary>
    public void DroppedContent(string field, string? value = null) => Add(new(ConversionCategory.Dropped, ConversionSeverity.Error, field, Shorten(value)));

    /// <summary>A value was brought into the target's range.</summary>
    public void Clamped(string field, string oldValue, string newValue) => Add(new(ConversionCategory.Clamped, ConversionSeverity.Warning, field, Shorten(oldValue), Shorten(newValue)));

    /// <summary>The effect of a member was produced by other means.</summary>
    public void Emulated(string field, string? oldValue, string newValue) => Add(new(ConversionCategory.Emulated, ConversionSeverity.Info, field, Shorten(oldValue), Shorten(newValue)));

    /// <summary>A member stands elsewhere or in another form, with the same meaning.</summary>
    public void Moved(string field, string newPlace) => Add(new(ConversionCategory.Moved, ConversionSeverity.Info, field, null, newPlace));

    /// <summary>Adds one entry, unless it is among the latest: a stream may bring the same members in every event.</summary>
    public void Add(ConversionEntry entry)
    {
        _entries ??= [];
        // Only so many are compared, so that a request with very many losses costs no more than their number.
        if (_entries.LastIndexOf(entry, _entries.Count - 1, Math.Min(_entries.Count, RepeatsWithin)) < 0)
            _entries.Add(entry);
    }

    /// <summary>Adds what another log has and this one has not: a part of a translation and the whole may have seen the same.</summary>
    public void AddAll(ConversionLog other)
    {
        if (other.Entries is not { Count: > 0 } more)
            return;
        _entries ??= [];
        var known = _entries.ToHashSet();
        foreach (var entry in more)
        {
            if (known.Add(entry))
                _entries.Add(entry);
        }
    }

    private static string? Shorten(string? value)
    {
        if (value is not { Length: > LongestValue })
            return value;
        var length = char.IsHighSurrogate(value[LongestValue - 1]) ? LongestValue - 1 : LongestValue;
        return string.Concat(value.AsSpan(0, length), "…");
    }

    /// <summary>More bytes than <see cref="Shorten"/> can show, cut between two characters: a value may be megabytes long.</summary>
    private static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> utf8)
    {
        var length = (LongestValue + 1) * 4;
        if (utf8.Length <= length)
            return utf8;
        while ((utf8[length] & 0xC0) == 0x80)
            length--;
        return utf8[..length];
    }
}
