using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation.Folding;

/// <summary>Joins the log probabilities of the pieces: arrays of one name (<c>content</c>, <c>refusal</c>) become one array, of anything else the last value stands.</summary>
internal sealed class LogprobsFold
{
    private readonly List<(string Name, List<RawJson> Values)> _members = [];

    public void Add(RawJson logprobs)
    {
        if (logprobs.Kind != JsonValueKind.Object)
            return;
        var members = new JsonMembers(logprobs.Detach().Utf8);
        while (members.Next(out var name, out var value))
            ValuesOf(System.Text.Encoding.UTF8.GetString(name)).Add(value);
    }

    public RawJson Build()
    {
        if (_members.Count == 0)
            return default;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var (name, values) in _members)
            {
                writer.WritePropertyName(name);
                WriteJoined(writer, values);
            }
            writer.WriteEndObject();
        }
        return new RawJson(buffer.WrittenMemory);
    }

    private List<RawJson> ValuesOf(string name)
    {
        foreach (var member in _members)
        {
            if (member.Name == name)
                return member.Values;
        }
        var values = new List<RawJson>();
        _members.Add((name, values));
        return values;
    }

    private static void WriteJoined(Utf8JsonWriter writer, List<RawJson> values)
    {
        if (!values.Exists(static value => value.Kind == JsonValueKind.Array))
        {
            values[^1].WriteValue(writer);
            return;
        }
        writer.WriteStartArray();
        foreach (var value in values)
        {
            if (value.Kind == JsonValueKind.Array)
                WriteElements(writer, value);
        }
        writer.WriteEndArray();
    }

    private static void WriteElements(Utf8JsonWriter writer, RawJson array)
    {
        var reader = array.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
            JsonScan.ReadRaw(ref reader, array.Utf8).WriteValue(writer);
    }
}
