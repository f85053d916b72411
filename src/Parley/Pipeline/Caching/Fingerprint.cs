using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parley.Pipeline.Caching;

/// <summary>A SHA-256 over words, each with its length, so that no two lists of words give one. Not thread-safe.</summary>
internal sealed class Fingerprint : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds a word; null is another than the empty one.</summary>
    public Fingerprint Add(string? word)
    {
        if (word is null)
            AddLength(-1);
        else
            Add(Encoding.UTF8.GetBytes(word));
        return this;
    }

    /// <summary>Adds a number.</summary>
    public Fingerprint Add(IFormattable? number) => Add(number?.ToString(null, CultureInfo.InvariantCulture));

    /// <summary>Adds bytes.</summary>
    public Fingerprint Add(ReadOnlySpan<byte> bytes)
    {
        AddLength(bytes.Length);
        _hash.AppendData(bytes);
        return this;
    }

    /// <summary>Adds a JSON text by what it says: neither white space nor escapes count, the order of members does.</summary>
    public Fingerprint AddJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        Span<byte> kind = stackalloc byte[1];
        while (reader.Read())
        {
            kind[0] = (byte)reader.TokenType;
            _hash.AppendData(kind);
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                AddText(ref reader);
            else if (reader.TokenType == JsonTokenType.Number)
                Add(reader.ValueSpan);
        }
        return this;
    }

    /// <summary>The hash of all that was added.</summary>
    public byte[] Build() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();

    private void AddText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            Add(reader.ValueSpan);
            return;
        }
        var plain = new byte[reader.ValueSpan.Length];
        int length;
        try
        {
            length = reader.CopyString(plain);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is no text: it stands for itself.
            Add(reader.ValueSpan);
            return;
        }
        Add(plain.AsSpan(0, length));
    }

    private void AddLength(int length)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        _hash.AppendData(bytes);
    }
}
