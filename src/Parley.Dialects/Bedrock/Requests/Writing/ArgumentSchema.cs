using System.Collections.Frozen;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Brings a tool's schema into the form that <c>inputSchema.json</c> takes: an object, with neither alternatives nor a reference at the top.</summary>
internal static class ArgumentSchema
{
    private static readonly SchemaRules Rules = new()
    {
        ObjectRoot = true,
        Keywords = FrozenSet.Create(
            StringComparer.Ordinal,
            "title", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
            "minLength", "maxLength", "pattern", "default", "examples", "deprecated", "readOnly", "writeOnly"),
        Formats = FrozenSet.Create(StringComparer.Ordinal, "date-time", "date", "time", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"),
    };

    /// <summary>The schema; one that is in the form already is passed as it is.</summary>
    public static RawJson Of(RawJson schema, ConversionLog log, string place) => IsPlain(schema) ? schema : SchemaLowering.Lower(schema, Rules, log, place);

    private static bool IsPlain(RawJson schema)
    {
        if (schema.Kind != JsonValueKind.Object)
            return false;
        var isObject = false;
        var members = new JsonMembers(schema.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("type"u8))
                isObject = value.Utf8.Span.SequenceEqual("\"object\""u8);
            else if (name.SequenceEqual("$ref"u8) || name.SequenceEqual("anyOf"u8) || name.SequenceEqual("oneOf"u8) || name.SequenceEqual("allOf"u8))
                return false;
        }
        return isObject;
    }
}
