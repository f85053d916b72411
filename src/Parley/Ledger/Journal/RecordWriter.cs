using System.Buffers.Binary;
using System.Text;

namespace Parley.Ledger.Journal;

/// <summary>Writes the fields of a record, one after the other. Texts are cut where they are longer than the books need, so that a record always fits.</summary>
internal ref struct RecordWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _at;

    /// <summary>How many bytes were written.</summary>
    public readonly int Length => _at;

    /// <summary>Small numbers of either sign take few bytes.</summary>
    public void Number(long value)
    {
        for (var rest = (ulong)(value << 1) ^ (ulong)(value >> 63); ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                _buffer[_at++] = (byte)rest;
                return;
            }
            _buffer[_at++] = (byte)(rest | 0x80);
        }
    }

    public void Exact(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        foreach (var part in parts)
            Number(part);
    }

    public void Float(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer[_at..], value);
        _at += sizeof(double);
    }

    /// <summary>0 stands for none.</summary>
    public void Text(string? text, int most = 256)
    {
        if (text is null)
        {
            Number(0);
            return;
        }
        var kept = text.AsSpan(0, Math.Min(text.Length, most));
        Number(Encoding.UTF8.GetByteCount(kept) + 1);
        _at += Encoding.UTF8.GetBytes(kept, _buffer[_at..]);
    }
}

/// <summary>Reads them again.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> record)
{
    private readonly ReadOnlySpan<byte> _record = record;
    private int _at;

    /// <summary>Whether nothing follows.</summary>
    public readonly bool IsAtEnd => _at == _record.Length;

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = _record[_at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }
    }

    public decimal Exact() => new([(int)Number(), (int)Number(), (int)Number(), (int)Number()]);

    public double Float()
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(_record[_at..]);
        _at += sizeof(double);
        return value;
    }

    public string? Text()
    {
        var length = (int)Number() - 1;
        if (length < 0)
            return null;
        var text = Encoding.UTF8.GetString(_record.Slice(_at, length));
        _at += length;
        return text;
    }
}
