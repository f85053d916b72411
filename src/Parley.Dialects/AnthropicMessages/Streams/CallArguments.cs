using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>
/// The arguments of the call that is being written. What begins as an object passes piece by piece; anything else (a custom tool's free text, <c>null</c>, a bare value, a brace with no name behind it) is held
/// until the end, because <c>input</c> is an object without exception.
/// </summary>
internal sealed class CallArguments
{
    private readonly ArrayBufferWriter<byte> _scratch = new(64);
    private readonly ArrayBufferWriter<byte> _held = new();
    private ArgumentScan _scan;
    private bool _isCustom;

    /// <summary>True once the object is whole.</summary>
    public bool IsClosed => _scan.IsClosed;

    /// <summary>True when an object was begun and not closed.</summary>
    public bool IsCut => !_isCustom && _scan.IsCutObject;

    /// <summary>Text that waited for its beginning to be known; valid until the next call.</summary>
    public ReadOnlySpan<byte> Held => _held.WrittenSpan;

    /// <summary>Starts with another call.</summary>
    public void Begin(bool isCustom)
    {
        _scan = default;
        _held.ResetWrittenCount();
        _isCustom = isCustom;
    }

    /// <summary>Takes a piece. True when it can be written: as it is, or with all of <see cref="Held"/> in its place when that is not empty.</summary>
    public bool Take(JsonText piece)
    {
        var wasHolding = _held.WrittenCount > 0;
        _scan.Feed(piece, _scratch);
        var isObject = !_isCustom && _scan.BeginsObject;
        if (!isObject || wasHolding)
            piece.WriteDecoded(_held);
        return isObject;
    }

    /// <summary>Forgets what was held, once it is written.</summary>
    public void Release() => _held.ResetWrittenCount();

    /// <summary>Puts what is left at the end into an object; false when nothing is left to say: models without arguments send nothing, or null.</summary>
    public bool TryWrap()
    {
        var value = _held.WrittenSpan.Trim(" \t\r\n"u8);
        if (!_isCustom && (value.IsEmpty || value.SequenceEqual("null"u8)))
            return false;
        _scratch.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_scratch, JsonWire.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString(ToolInput.TextMember, _held.WrittenSpan);
            json.WriteEndObject();
        }
        _held.ResetWrittenCount();
        _held.Write(_scratch.WrittenSpan);
        return true;
    }
}
