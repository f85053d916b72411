using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Schemas;

/// <summary>
/// Rewrites a JSON Schema for a dialect that understands less of it: references are written out (a schema that contains itself is cut), alternatives, constants and lists of types
/// take the form that the dialect has, and constraints that it lacks go into the description in words. Deterministic; every difference in meaning is recorded.
/// </summary>
public static class SchemaLowering
{
    /// <summary>The schema as <paramref name="rules"/> allow it.</summary>
    /// <param name="schema">A JSON Schema, of any draft.</param>
    /// <param name="rules">What the target understands.</param>
    /// <param name="log">Takes what changed.</param>
    /// <param name="place">The schema's place in the caller's request: <c>tools[0].schema</c>.</param>
    public static RawJson Lower(RawJson schema, SchemaRules rules, ConversionLog log, string place)
    {
        var buffer = new ArrayBufferWriter<byte>(schema.Utf8.Length + 64);
        using (var writer = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
            new SchemaWriter(schema, rules, new SchemaWords(log, place), writer).WriteRoot();
        return new RawJson(buffer.WrittenMemory);
    }
}
