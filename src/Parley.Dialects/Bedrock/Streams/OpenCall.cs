using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>
/// A call whose block is open. What begins as an object passes piece by piece; the free text of a custom tool is put into an object as it comes, and anything else (<c>null</c>, a bare value) is held until the end,
/// because the input is an object without exception.
/// </summary>
internal sealed class OpenCall(int index, int part, bool isCustom, BlockEventWriter events)
{
    private readonly ArrayBufferWriter<byte> _held = new();
    private ArgumentScan _scan;
    private bool _hasPiece;

    /// <summary>The number of the block on the wire.</summary>
    public int Index => index;

    /// <summary>The part of the conversation.</summary>
    public int Part => part;

    /// <summary>True once no more arguments can follow.</summary>
    public bool IsWhole => !isCustom && _scan.IsClosed;

    /// <summary>True when an object was begun and not closed.</summary>
    public bool IsCut => !isCustom && _scan is { First: (byte)'{', IsClosed: false };

    /// <summary>Writes a piece of the arguments, or holds it.</summary>
    public void Append(JsonText piece, IBufferWriter<byte> output)
    {
        if (piece.IsEmpty)
            return;
        if (isCustom)
        {
            AppendText(piece, output);
            return;
        }
        _scan.Feed(piece);
        if (_scan.First == '{')
            WritePiece(piece, output);
        else
            piece.WriteDecoded(_held);
    }

    /// <summary>Writes what is left, and the end of the block.</summary>
    public void Close(IBufferWriter<byte> output)
    {
        var value = _held.WrittenSpan.Trim(" \t\r\n"u8);
        if (isCustom)
            WriteBytes(_hasPiece ? "\"}"u8 : "{\"input\":\"\"}"u8, output);
        else if (!_hasPiece && (value.IsEmpty || value.SequenceEqual("null"u8)))
            WriteBytes("{}"u8, output);
        else if (!_hasPiece)
            WriteWrapped(output);
        events.WriteStop(index, output);
    }

    private void AppendText(JsonText piece, IBufferWriter<byte> output)
    {
        _held.ResetWrittenCount();
        if (!_hasPiece)
            _held.Write("{\"input\":\""u8);
        piece.WriteEscaped(_held);
        WriteBytes(_held.WrittenSpan, output);
        _held.ResetWrittenCount();
    }

    private void WriteWrapped(IBufferWriter<byte> output)
    {
        var wrapped = new ArrayBufferWriter<byte>(_held.WrittenCount + 16);
        wrapped.Write("{\"input\":\""u8);
        JsonWire.Escape(_held.WrittenSpan, wrapped);
        wrapped.Write("\"}"u8);
        WriteBytes(wrapped.WrittenSpan, output);
    }

    /// <summary>White space before the object may still be held.</summary>
    private void WritePiece(JsonText piece, IBufferWriter<byte> output)
    {
        _hasPiece = true;
        events.WritePiece(index, "{\"toolUse\":{\"input\":\""u8, piece, "\"}}"u8, output);
    }

    private void WriteBytes(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        _hasPiece = true;
        events.WritePiece(index, "{\"toolUse\":{\"input\":\""u8, bytes, "\"}}"u8, output);
    }
}
