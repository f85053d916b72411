using System.Buffers;
using System.Text.Json;
using Parley.Configuration;

namespace Parley.Ledger.Sql;

/// <summary>Takes the values of one row of the table <c>ledger</c>, column after column. Each is handed over as what it is: entries are many, and a value in a box is garbage.</summary>
public abstract class LedgerRow
{
    private readonly ArrayBufferWriter<byte> _room = new(512);
    private Utf8JsonWriter? _json;

    /// <summary>A text, UTF-8, without the character that no database keeps.</summary>
    protected abstract void Put(ReadOnlySpan<byte> text);

    /// <summary>A text.</summary>
    protected abstract void Put(string text);

    /// <summary>A whole number.</summary>
    protected abstract void Put(long whole);

    /// <summary>A real number.</summary>
    protected abstract void Put(double real);

    /// <summary>Nothing.</summary>
    protected abstract void PutNull();

    internal void Text(string? text)
    {
        if (text is null)
            PutNull();
        else
            Put(SqlStore.Kept(text));
    }

    internal void Whole(long? whole)
    {
        if (whole is { } known)
            Put(known);
        else
            PutNull();
    }

    internal void Real(double? real)
    {
        if (real is { } known)
            Put(known);
        else
            PutNull();
    }

    internal void Flag(bool flag) => Put(flag ? 1L : 0L);

    /// <summary><c>[["input",12,2.5,0.00003],...]</c>: bucket, units, rate, amount.</summary>
    internal void Lines(Cost? cost)
    {
        if (cost is null)
        {
            PutNull();
            return;
        }
        _room.ResetWrittenCount();
        _json ??= new Utf8JsonWriter(_room);
        _json.Reset();
        _json.WriteStartArray();
        foreach (var line in cost.Lines)
        {
            _json.WriteStartArray();
            _json.WriteStringValue(line.Bucket);
            _json.WriteNumberValue(line.Units);
            _json.WriteNumberValue(line.Rate);
            _json.WriteNumberValue(line.Amount);
            _json.WriteEndArray();
        }
        _json.WriteEndArray();
        _json.Flush();
        Put(_room.WrittenSpan);
    }
}
