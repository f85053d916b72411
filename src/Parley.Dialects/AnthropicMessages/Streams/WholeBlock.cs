using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>
/// A block that is at hand as a whole, and how the wire streams it: inputs of server-side tools and summaries of compactions come as a delta, and all else stands in the start.
/// </summary>
internal readonly struct WholeBlock
{
    private readonly RawJson _block;
    private readonly JsonText _redacted;
    private readonly RawJson _late;
    private readonly bool _isCompaction;

    private WholeBlock(RawJson block, JsonText redacted, RawJson late, bool isCompaction)
    {
        _block = block;
        _redacted = redacted;
        _late = late;
        _isCompaction = isCompaction;
    }

    /// <summary>True when a delta follows the start.</summary>
    public bool HasDelta => !_late.IsAbsent;

    /// <summary>A block of the dialect's own.</summary>
    public static WholeBlock Of(OpaquePart part)
    {
        var isCompaction = part.Type == "compaction";
        if (!isCompaction && !part.Type.EndsWith("_tool_use", StringComparison.Ordinal))
            return new(part.Json, default, default, false);
        var members = new JsonMembers(part.Json.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (isCompaction ? name.SequenceEqual("content"u8) && value.Kind == JsonValueKind.String : name.SequenceEqual("input"u8) && value.Kind == JsonValueKind.Object)
                return new(part.Json, default, value, isCompaction);
        }
        return new(part.Json, default, default, false);
    }

    /// <summary>A withheld thought.</summary>
    public static WholeBlock OfRedacted(JsonText data) => new(default, data, default, false);

    /// <summary>Writes the members of <c>content_block</c>.</summary>
    public void WriteStartMembers(Utf8JsonWriter json)
    {
        if (_block.IsAbsent)
        {
            json.WriteString("type"u8, "redacted_thinking"u8);
            _redacted.WriteMember(json, "data"u8);
            return;
        }
        var members = new JsonMembers(_block.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (_late.IsAbsent || value != _late || !name.SequenceEqual(_isCompaction ? "content"u8 : "input"u8))
                value.WriteMember(json, name);
            else if (_isCompaction)
                json.WriteNull(name);
            else
                Names.EmptyObject.WriteMember(json, name);
        }
    }

    /// <summary>Writes the members of <c>delta</c>.</summary>
    public void WriteDelta(Utf8JsonWriter json)
    {
        if (_isCompaction)
        {
            json.WriteString("type"u8, "compaction_delta"u8);
            _late.WriteMember(json, "content"u8);
            return;
        }
        json.WriteString("type"u8, "input_json_delta"u8);
        json.WriteString("partial_json"u8, _late.Utf8.Span);
    }
}
