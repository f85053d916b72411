using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>
/// Gathers a block that comes in pieces and can only be told as a whole: calls and results of the service's own tools, images. The input comes as pieces of JSON text, a list is the content of a result,
/// and the members of an object replace those of their name.
/// </summary>
/// <param name="name">The member that makes the block what it is.</param>
/// <param name="start">Its value as the start of the block gave it.</param>
internal sealed class GatheredBlock(string name, RawJson start)
{
    private readonly ArrayBufferWriter<byte> _input = new();
    private readonly List<RawJson> _content = [];
    private readonly List<KeyValuePair<string, RawJson>> _members = [];

    /// <summary>Takes the value of a delta.</summary>
    public void Add(ReadOnlySpan<byte> member, RawJson delta)
    {
        if (!member.SequenceEqual(Encoding.UTF8.GetBytes(name)))
            return;
        if (delta.Kind == JsonValueKind.Array)
            AddContent(delta);
        else if (delta.Kind == JsonValueKind.Object)
            AddMembers(delta);
    }

    /// <summary>The whole block: an image that other dialects know too, anything else opaque.</summary>
    public Part ToPart()
    {
        var block = new RawJson(Build());
        var reader = block.CreateReader();
        reader.Read();
        var part = BlockReader.Read(ref reader, block.Utf8, isReply: true);
        return part is MediaPart ? part : new OpaquePart(Names.Dialect, name, block);
    }

    private void AddContent(RawJson list)
    {
        var reader = list.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
            _content.Add(JsonScan.ReadRaw(ref reader, list.Utf8).Detach());
    }

    private void AddMembers(RawJson delta)
    {
        var members = new JsonMembers(delta.Utf8);
        while (members.Next(out var member, out var value))
        {
            if (member.SequenceEqual("input"u8) && value.Kind == JsonValueKind.String)
                value.AsText().WriteDecoded(_input);
            else
                _members.Add(new(Encoding.UTF8.GetString(member), value.Detach()));
        }
    }

    private ReadOnlyMemory<byte> Build()
    {
        var buffer = new ArrayBufferWriter<byte>(start.Utf8.Length + _input.WrittenCount + 64);
        using var json = new Utf8JsonWriter(buffer, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteStartObject(name);
        var members = new JsonMembers(start.Utf8);
        while (members.Next(out var member, out var value))
            value.WriteMember(json, member);
        if (_input.WrittenCount > 0 && JsonScan.IsValue(_input.WrittenSpan))
            new RawJson(_input.WrittenMemory).WriteMember(json, "input"u8);
        foreach (var (member, value) in _members)
        {
            json.WritePropertyName(member);
            value.WriteValue(json);
        }
        WriteContent(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private void WriteContent(Utf8JsonWriter json)
    {
        if (_content.Count == 0)
            return;
        json.WriteStartArray("content"u8);
        foreach (var element in _content)
            element.WriteValue(json);
        json.WriteEndArray();
    }
}
