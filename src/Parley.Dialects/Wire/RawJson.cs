using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Parley.Dialects.Wire;

/// <summary>
/// One JSON value kept as the bytes that were on the wire: a tool's schema, a tool call's arguments, a member that Parley does not know.
/// </summary>
/// <remarks>A slice of the buffer that it was read from and lives no longer; <see cref="Detach"/> makes it independent. <c>default</c> means absent.</remarks>
public readonly struct RawJson : IEquatable<RawJson>
{
    /// <summary>Wraps the bytes of exactly one valid JSON value; they are not checked.</summary>
    public RawJson(ReadOnlyMemory<byte> utf8) => Utf8 = utf8;

    /// <summary>The value's bytes.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>True for <c>default</c>: no value at all.</summary>
    public bool IsAbsent => Utf8.IsEmpty;

    /// <summary>What kind of value it is, by its first byte.</summary>
    public JsonValueKind Kind => Utf8.IsEmpty ? JsonValueKind.Undefined : Utf8.Span[0] switch
    {
        (byte)'{' => JsonValueKind.Object,
        (byte)'[' => JsonValueKind.Array,
        (byte)'"' => JsonValueKind.String,
        (byte)'t' => JsonValueKind.True,
        (byte)'f' => JsonValueKind.False,
        (byte)'n' => JsonValueKind.Null,
        _ => JsonValueKind.Number,
    };

    /// <summary>The value as text, when it is a JSON string.</summary>
    public JsonText AsText() => JsonText.FromToken(Utf8);

    /// <summary>Wraps JSON given as a string; it is not checked. For constants and tests.</summary>
    public static RawJson Parse(string json) => new(Encoding.UTF8.GetBytes(json));

    /// <summary>Writes the value as it is.</summary>
    public void WriteValue(Utf8JsonWriter writer) => writer.WriteRawValue(Utf8.Span, skipInputValidation: true);

    /// <summary>Writes <paramref name="name"/> and the value as a JSON member.</summary>
    public void WriteMember(Utf8JsonWriter writer, ReadOnlySpan<byte> name)
    {
        writer.WritePropertyName(name);
        WriteValue(writer);
    }

    /// <summary>Writes the value as the inside of a JSON string: OpenAI carries a tool call's arguments that way.</summary>
    public void WriteEscaped(IBufferWriter<byte> output) => JsonWire.Escape(Utf8.Span, output);

    /// <summary>A copy that no longer depends on the buffer it was read from.</summary>
    public RawJson Detach() => IsAbsent ? this : new(Utf8.ToArray());

    /// <summary>A reader placed before the value.</summary>
    public Utf8JsonReader CreateReader() => new(Utf8.Span, JsonWire.ReaderOptions);

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);

    /// <inheritdoc/>
    public bool Equals(RawJson other) => Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RawJson other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }

    /// <summary>Compares the bytes.</summary>
    public static bool operator ==(RawJson left, RawJson right) => left.Equals(right);

    /// <summary>Compares the bytes.</summary>
    public static bool operator !=(RawJson left, RawJson right) => !left.Equals(right);
}
