using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>
/// The call that is being written. Cohere's calls come one behind the other, and clients rely on it: until the arguments of one are closed, everything else waits.
/// A custom tool's free text is held until its end, because arguments are an object.
/// </summary>
internal sealed class OpenCall
{
    private readonly ArrayBufferWriter<byte> _scratch = new(64);
    private readonly ArrayBufferWriter<byte> _free = new();
    private ArgumentScan _scan;
    private bool _isCustom;
    private bool _hasArguments;

    /// <summary>True while a call is open.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>True while more arguments of it may come.</summary>
    public bool IsAwaiting => IsOpen && !_scan.IsClosed;

    /// <summary>Its part.</summary>
    public int Part { get; private set; }

    /// <summary>How many calls were begun.</summary>
    public int Count { get; private set; }

    private int Index => Count - 1;

    /// <summary>Begins another call.</summary>
    public void Open(int part, ToolCallStart call, EventWriter events, ConversionLog log, IBufferWriter<byte> output)
    {
        (IsOpen, Part, _isCustom, _hasArguments, _scan) = (true, part, call.IsCustom, false, default);
        Count++;
        _free.ResetWrittenCount();
        events.CallStart(Index, call, log, output);
        if (call.IsCustom)
            log.Emulated("choices[0].message.tool_calls.input", null, "arguments.input");
    }

    /// <summary>Writes or holds a piece.</summary>
    public void Append(JsonText piece, IBufferWriter<byte> output)
    {
        if (piece.IsEmpty)
            return;
        if (_isCustom)
        {
            piece.WriteDecoded(_free);
            return;
        }
        _scan.Feed(piece, _scratch);
        _hasArguments |= !piece.IsBlank;
        EventWriter.CallDelta(Index, piece, output);
    }

    /// <summary>Ends the call, whose arguments are an object even where there are none.</summary>
    public void Close(IBufferWriter<byte> output)
    {
        if (!IsOpen)
            return;
        IsOpen = false;
        if (_isCustom)
            EventWriter.CallDelta(Index, CustomInput.Wrap(System.Text.Encoding.UTF8.GetString(_free.WrittenSpan)).ToString(), output);
        else if (!_hasArguments)
            EventWriter.CallDelta(Index, "{}", output);
        EventWriter.End("tool-call-end"u8, Index, output);
    }
}
