using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>
/// A tool call's arguments: as a JSON value (Anthropic, Gemini, Ollama) or as JSON inside a string (OpenAI). Converted only when the other form is written.
/// </summary>
public readonly struct ToolArguments : IEquatable<ToolArguments>
{
    /// <summary>Some models write a line break for no arguments; longer texts are not looked at.</summary>
    private const int LongestBlank = 32;

    private readonly RawJson _value;
    private readonly JsonText _text;

    private ToolArguments(RawJson value, JsonText text)
    {
        _value = value;
        _text = text;
    }

    /// <summary>Arguments that are a JSON value on the wire.</summary>
    public static ToolArguments FromValue(RawJson value) => new(value, default);

    /// <summary>Arguments that are text on the wire: JSON as a rule, but a model cut off by its token limit may leave half of it.</summary>
    public static ToolArguments FromText(JsonText text) => new(default, text);

    /// <summary>The JSON value that they are on the wire; absent where they are text.</summary>
    internal RawJson Value => _value;

    /// <summary>Writes the arguments as a JSON string member; no arguments are <c>"{}"</c>.</summary>
    public void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name)
    {
        writer.WritePropertyName(name);
        if (!_value.IsAbsent)
        {
            var buffer = new ArrayBufferWriter<byte>(_value.Utf8.Length + 16);
            buffer.Write("\""u8);
            _value.WriteEscaped(buffer);
            buffer.Write("\""u8);
            writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
        }
        else if (IsBlank())
        {
            writer.WriteStringValue("{}"u8);
        }
        else
        {
            _text.WriteValue(writer);
        }
    }

    /// <summary>
    /// The arguments as a JSON object. False when the text is not one (cut off, or free text): the caller of this method then decides and records it.
    /// No arguments at all are <c>{}</c>.
    /// </summary>
    public bool TryGetObject(out RawJson value)
    {
        value = _value.IsAbsent ? ParseText() : _value;
        return value.Kind == JsonValueKind.Object;
    }

    /// <summary>The arguments as plain text.</summary>
    public JsonText AsText() => _value.IsAbsent ? _text : JsonText.FromString(_value.ToString());

    /// <summary>A copy that no longer depends on the buffer it was read from.</summary>
    public ToolArguments Detach() => new(_value.Detach(), _text.Detach());

    private RawJson ParseText()
    {
        var decoded = new ArrayBufferWriter<byte>(Math.Max(16, _text.ByteCount));
        _text.WriteDecoded(decoded);
        var value = decoded.WrittenMemory.Trim(" \t\r\n"u8);
        if (value.IsEmpty)
            return RawJson.Parse("{}");
        return JsonScan.IsValue(value.Span) ? new RawJson(value) : default;
    }

    private bool IsBlank() => _text.ByteCount < LongestBlank && string.IsNullOrWhiteSpace(_text.ToString());

    /// <inheritdoc/>
    public override string ToString() => _value.IsAbsent ? _text.ToString() : _value.ToString();

    /// <inheritdoc/>
    public bool Equals(ToolArguments other) => ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ToolArguments other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(ToString(), StringComparison.Ordinal);

    /// <summary>Compares the arguments as text.</summary>
    public static bool operator ==(ToolArguments left, ToolArguments right) => left.Equals(right);

    /// <summary>Compares the arguments as text.</summary>
    public static bool operator !=(ToolArguments left, ToolArguments right) => !left.Equals(right);
}
