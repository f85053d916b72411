using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAICommon;

/// <summary>
/// Whether a JSON Schema is one that OpenAI's strict mode takes: every object closed (<c>additionalProperties: false</c>) and every property required. Otherwise the request would be refused.
/// </summary>
internal static class StrictSchema
{
    private const int DeepestLevel = 32;

    /// <summary>True when strict mode takes the schema.</summary>
    public static bool Fits(RawJson schema) => schema.Kind == JsonValueKind.Object && FitsNode(schema, 0) && IsObjectSchema(schema);

    private static bool IsObjectSchema(RawJson schema)
    {
        var members = new JsonMembers(schema.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("type"u8))
                return value.AsText() == "object";
        }
        return false;
    }

    private static bool FitsNode(RawJson node, int level)
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
            else if (IsSchemaBearing(name) && !FitsChild(name, value, level + 1))
                return false;
        }
        if (properties == Misfit)
            return false;
        return !isObject && properties < 0 || isClosed && required == Math.Max(0, properties);
    }

    private const int Misfit = -2;

    /// <summary>The number of properties, or <see cref="Misfit"/>.</summary>
    private static int FitsProperties(RawJson properties, int level)
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
        }
        return count;
    }

    private static bool FitsChild(ReadOnlySpan<byte> name, RawJson value, int level)
    {
        var isMap = name.SequenceEqual("$defs"u8) || name.SequenceEqual("definitions"u8);
        return isMap ? FitsProperties(value, level) != Misfit : FitsNode(value, level);
    }

    private static bool FitsAll(RawJson list, int level)
    {
        var reader = list.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            if (!FitsNode(JsonScan.ReadRaw(ref reader, list.Utf8), level + 1))
                return false;
        }
        return true;
    }

    private static bool IsSchemaBearing(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("items"u8) || name.SequenceEqual("anyOf"u8) || name.SequenceEqual("$defs"u8) || name.SequenceEqual("definitions"u8)
        || name.SequenceEqual("oneOf"u8) || name.SequenceEqual("allOf"u8) || name.SequenceEqual("prefixItems"u8);

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
}
