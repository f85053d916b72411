using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Members that are written only where something is said, and demanded where they must be.</summary>
internal static class Members
{
    public static void Say(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    public static void Say(this Utf8JsonWriter json, ReadOnlySpan<byte> name, JsonText value)
    {
        if (!value.IsEmpty)
            value.WriteMember(json, name);
    }

    public static void Say(this Utf8JsonWriter json, ReadOnlySpan<byte> name, RawJson value)
    {
        if (!value.IsAbsent)
            value.WriteMember(json, name);
    }

    public static void Say(this Utf8JsonWriter json, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } said)
            json.WriteBoolean(name, said);
    }

    public static void Say(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } said)
            json.WriteNumber(name, said);
    }

    public static void Say(this Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } said)
            json.WriteNumber(name, said);
    }

    /// <summary>Writes a flag only when it is set.</summary>
    public static void SayIf(this Utf8JsonWriter json, ReadOnlySpan<byte> name, bool value)
    {
        if (value)
            json.WriteBoolean(name, true);
    }

    /// <summary>The dialect of a request or a reply: this one says nothing of itself.</summary>
    public static void SayDialect(this Utf8JsonWriter json, string dialect)
    {
        if (dialect.Length > 0 && dialect != Names.Dialect)
            json.WriteString("dialect"u8, dialect);
    }

    public static void SayStrings(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
            return;
        json.WriteStartArray(name);
        for (var i = 0; i < values.Count; i++)
            json.WriteStringValue(values[i]);
        json.WriteEndArray();
    }

    /// <summary>Moves to the value behind a name: an array of strings.</summary>
    public static List<string> Strings(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var values = new List<string>();
        if (!JsonRead.BeginArray(ref reader, body))
            return values;
        while (JsonRead.NextElement(ref reader))
            values.Add(JsonRead.StringHere(ref reader, body) ?? throw JsonRead.Wrong(ref reader, body, "a string"));
        return values;
    }

    /// <summary>The exception for an object that lacks a member; <paramref name="start"/> is where the object begins.</summary>
    public static WireFormatException Missing(ReadOnlyMemory<byte> body, long start, string name)
    {
        var place = JsonPlace.Of(body.Span, (int)start);
        var member = place.Length == 0 ? name : $"{place}.{name}";
        return new WireFormatException(member, $"{member} is missing.");
    }
}
