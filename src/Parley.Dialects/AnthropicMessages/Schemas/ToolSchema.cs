using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>
/// Brings a tool's schema into the one form that <c>input_schema</c> takes: <c>type</c> is <c>object</c>, and neither <c>anyOf</c>, <c>oneOf</c>, <c>allOf</c> nor <c>$ref</c>
/// stands at the top (the API: "input_schema does not support oneOf, allOf, or anyOf at the top level").
/// </summary>
internal static class ToolSchema
{
    private static readonly RawJson NoArguments = RawJson.Parse("""{"type":"object","properties":{}}""");

    /// <summary>The schema in that form. <paramref name="lowered"/> is true when it says less than before.</summary>
    public static RawJson Lower(RawJson schema, out bool lowered)
    {
        lowered = false;
        if (schema.Kind != JsonValueKind.Object)
            return NoArguments;
        var root = new Root();
        root.Take(schema, schema, required: true);
        if (root.IsPlain)
            return schema;
        lowered = root.LosesMeaning;
        return root.Build();
    }

    /// <summary>The top of a schema and what its alternatives add to it.</summary>
    private sealed class Root
    {
        /// <summary>How many references are followed before one is taken for a circle.</summary>
        private const int LongestChain = 16;

        private readonly List<KeyValuePair<string, RawJson>> _members = [];
        private readonly List<KeyValuePair<string, RawJson>> _properties = [];
        private readonly List<string> _required = [];
        private bool _isObject;
        private bool _hasOtherType;
        private bool _hasAlternatives;
        private bool _hasReference;
        private int _chain;

        public bool IsPlain => _isObject && !_hasAlternatives && !_hasReference;

        public bool LosesMeaning => _hasOtherType || _hasAlternatives;

        public void Take(RawJson node, RawJson whole, bool required)
        {
            if (node.Kind != JsonValueKind.Object)
                return;
            var members = new JsonMembers(node.Utf8);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("type"u8))
                    TakeType(value);
                else if (name.SequenceEqual("properties"u8))
                    TakeProperties(value);
                else if (name.SequenceEqual("required"u8))
                    TakeRequired(value, required);
                else if (name.SequenceEqual("$ref"u8))
                    Follow(value, whole, required);
                else if (name.SequenceEqual("allOf"u8))
                    TakeAll(value, whole, required);
                else if (name.SequenceEqual("anyOf"u8) || name.SequenceEqual("oneOf"u8))
                    TakeAll(value, whole, required: false);
                else
                    Add(_members, Encoding.UTF8.GetString(name), value);
            }
        }

        public RawJson Build()
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "object"u8);
                json.WriteStartObject("properties"u8);
                WriteMembers(json, _properties);
                json.WriteEndObject();
                if (_required.Count > 0)
                    WriteRequired(json);
                WriteMembers(json, _members);
                json.WriteEndObject();
            }
            return new RawJson(buffer.WrittenMemory);
        }

        private void TakeType(RawJson value)
        {
            var isObject = value.Utf8.Span.SequenceEqual("\"object\""u8);
            _isObject |= isObject;
            _hasOtherType |= !isObject;
        }

        private void TakeProperties(RawJson value)
        {
            if (value.Kind != JsonValueKind.Object)
                return;
            var members = new JsonMembers(value.Utf8);
            while (members.Next(out var name, out var property))
                Add(_properties, Encoding.UTF8.GetString(name), property);
        }

        private void TakeRequired(RawJson value, bool required)
        {
            if (!required || value.Kind != JsonValueKind.Array)
                return;
            var reader = value.CreateReader();
            reader.Read();
            while (JsonRead.NextElement(ref reader))
            {
                if (reader.TokenType == JsonTokenType.String && JsonRead.StringHere(ref reader, value.Utf8) is { } name && !_required.Contains(name))
                    _required.Add(name);
                reader.Skip();
            }
        }

        private void TakeAll(RawJson alternatives, RawJson whole, bool required)
        {
            _hasAlternatives = true;
            if (alternatives.Kind != JsonValueKind.Array)
                return;
            var reader = alternatives.CreateReader();
            reader.Read();
            while (JsonRead.NextElement(ref reader))
                Take(JsonScan.ReadRaw(ref reader, alternatives.Utf8), whole, required);
        }

        private void Follow(RawJson reference, RawJson whole, bool required)
        {
            _hasReference = true;
            if (reference.Kind == JsonValueKind.String && ++_chain <= LongestChain)
                Take(SchemaReferences.Resolve(whole, reference.AsText().ToString()), whole, required);
        }

        private void WriteRequired(Utf8JsonWriter json)
        {
            json.WriteStartArray("required"u8);
            foreach (var name in _required)
                json.WriteStringValue(name);
            json.WriteEndArray();
        }

        private static void WriteMembers(Utf8JsonWriter json, List<KeyValuePair<string, RawJson>> members)
        {
            foreach (var (name, value) in members)
            {
                json.WritePropertyName(name);
                value.WriteValue(json);
            }
        }

        private static void Add(List<KeyValuePair<string, RawJson>> members, string name, RawJson value)
        {
            if (!members.Exists(member => member.Key == name))
                members.Add(new(name, value));
        }
    }
}
