using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>
/// Gathers a block that only this dialect understands. Its input comes as pieces of JSON (<c>input_json_delta</c>), texts of other deltas are appended to the member of their name,
/// anything else replaces it (<c>compaction_delta</c>).
/// </summary>
internal sealed class OpaqueBlock(RawJson start)
{
    private readonly ArrayBufferWriter<byte> _input = new();
    private readonly List<KeyValuePair<string, RawJson>> _members = [];

    /// <summary>Takes a delta.</summary>
    public void Add(RawJson delta)
    {
        var members = new JsonMembers(delta.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("partial_json"u8) && value.Kind == JsonValueKind.String)
                value.AsText().WriteDecoded(_input);
            else if (!name.SequenceEqual("type"u8) && value.Kind != JsonValueKind.Null)
                Merge(Encoding.UTF8.GetString(name), value);
        }
    }

    /// <summary>The whole block.</summary>
    public OpaquePart ToPart()
    {
        var type = "";
        var buffer = new ArrayBufferWriter<byte>(start.Utf8.Length + _input.WrittenCount + 16);
        using (var json = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
        {
            json.WriteStartObject();
            var members = new JsonMembers(start.Utf8);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("type"u8))
                    type = value.AsText().ToString();
                ValueOf(name, value).WriteMember(json, name);
            }
            foreach (var (name, value) in _members)
            {
                json.WritePropertyName(name);
                value.WriteValue(json);
            }
            json.WriteEndObject();
        }
        return new OpaquePart(Names.Dialect, type, new RawJson(buffer.WrittenMemory));
    }

    private RawJson ValueOf(ReadOnlySpan<byte> name, RawJson original)
    {
        if (name.SequenceEqual("input"u8) && _input.WrittenCount > 0 && JsonScan.IsValue(_input.WrittenSpan))
            return new RawJson(_input.WrittenMemory);
        for (var i = 0; i < _members.Count; i++)
        {
            if (!name.SequenceEqual(Encoding.UTF8.GetBytes(_members[i].Key)))
                continue;
            var value = _members[i].Value;
            _members.RemoveAt(i);
            return original.Kind == JsonValueKind.String && value.Kind == JsonValueKind.String ? Join(original, value) : value;
        }
        return original;
    }

    private void Merge(string name, RawJson value)
    {
        for (var i = 0; i < _members.Count; i++)
        {
            if (_members[i].Key != name)
                continue;
            var joined = _members[i].Value.Kind == JsonValueKind.String && value.Kind == JsonValueKind.String ? Join(_members[i].Value, value) : value.Detach();
            _members[i] = new(name, joined);
            return;
        }
        _members.Add(new(name, value.Detach()));
    }

    private static RawJson Join(RawJson first, RawJson second) => new((byte[])[.. first.Utf8.Span[..^1], .. second.Utf8.Span[1..]]);
}
