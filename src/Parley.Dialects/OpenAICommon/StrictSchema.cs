using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAICommon;

/// <summary>
/// Whether a JSON Schema is one that OpenAI's strict mode takes: every object closed (<c>additionalProperties: false</c>), every property required, no words for composition but <c>anyOf</c>,
/// and within the limits of its size. Otherwise the request would be refused. Source: OpenAI's guide to structured outputs, "Supported schemas".
/// </summary>
internal static class StrictSchema
{
    private const int DeepestLevel = 10;
    private const int MostProperties = 5_000;
    private const int MostEnumValues = 1_000;

    /// <summary>True when strict mode takes the schema.</summary>
    public static bool Fits(RawJson schema) => schema.Kind == JsonValueKind.Object && IsObjectSchema(schema) && new Walk().Fits(schema);

    private static bool IsObjectSchema(RawJson schema)
    {
        var members = new JsonMembers(schema.Utf8);
        var isObject = false;
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("type"u8))
                isObject = value.Kind == JsonValueKind.String && value.AsText() == "object";
            else if (name.SequenceEqual("anyOf"u8))
                return false;
        }
        return isObject;
    }

    /// <summary>Words that strict mode refuses wherever they stand.</summary>
    private static bool IsRefused(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("allOf"u8) || name.SequenceEqual("oneOf"u8) || name.SequenceEqual("not"u8) || name.SequenceEqual("if"u8) || name.SequenceEqual("then"u8) || name.SequenceEqual("else"u8)
        || name.SequenceEqual("dependentRequired"u8) || name.SequenceEqual("dependentSchemas"u8) || name.SequenceEqual("patternProperties"u8) || name.SequenceEqual("propertyNames"u8);

    private static bool IsSchemaBearing(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("items"u8) || name.SequenceEqual("anyOf"u8) || name.SequenceEqual("$defs"u8) || name.SequenceEqual("definitions"u8) || name.SequenceEqual("prefixItems"u8);

    private static int Count(RawJson list)
    {
        if (list.Kind != JsonValueKind.Array)
            return 0;
        var count = 0;
        var reader = list.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            reader.Skip();
            count++;
        }
        return count;
    }

    /// <summary>One walk through a schema; counts what there may be only so many of.</summary>
    private struct Walk
    {
        private const int Misfit = -2;
        private int _properties;
        private int _enumValues;

        public bool Fits(RawJson schema) => FitsNode(schema, 0) && _properties <= MostProperties && _enumValues <= MostEnumValues;

        private bool FitsNode(RawJson node, int level)
        {
            if (node.Kind == JsonValueKind.Array)
                return FitsAll(node, level);
            if (node.Kind != JsonValueKind.Object)
                return true;
            if (level > DeepestLevel)
                return false;
            var properties = -1;
            var required = 0;
            var isClosed = false;
            var isObject = false;
            var members = new JsonMembers(node.Utf8);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("type"u8))
                    isObject = value.Kind == JsonValueKind.String && value.AsText() == "object";
                else if (name.SequenceEqual("additionalProperties"u8))
                    isClosed = value.Kind == JsonValueKind.False;
                else if (name.SequenceEqual("required"u8))
                    required = Count(value);
                else if (name.SequenceEqual("properties"u8))
                    properties = FitsProperties(value, level + 1);
                else if (name.SequenceEqual("enum"u8))
                    _enumValues += Count(value);
                else if (IsRefused(name) || IsSchemaBearing(name) && !FitsChild(name, value, level))
                    return false;
            }
            if (properties == Misfit)
                return false;
            return !isObject && properties < 0 || isClosed && required == Math.Max(0, properties);
        }

        /// <summary>The number of properties, or <see cref="Misfit"/>.</summary>
        private int FitsProperties(RawJson properties, int level)
        {
            if (properties.Kind != JsonValueKind.Object)
                return Misfit;
            var count = 0;
            var members = new JsonMembers(properties.Utf8);
            while (members.Next(out _, out var value))
            {
                if (!FitsNode(value, level))
                    return Misfit;
                count++;
                _properties++;
            }
            return count;
        }

        private bool FitsChild(ReadOnlySpan<byte> name, RawJson value, int level)
        {
            var isMap = name.SequenceEqual("$defs"u8) || name.SequenceEqual("definitions"u8);
            return isMap ? FitsProperties(value, level) != Misfit : FitsNode(value, level);
        }

        private bool FitsAll(RawJson list, int level)
        {
            var reader = list.CreateReader();
            reader.Read();
            while (JsonRead.NextElement(ref reader))
            {
                if (!FitsNode(JsonScan.ReadRaw(ref reader, list.Utf8), level))
                    return false;
            }
            return true;
        }
    }
}
