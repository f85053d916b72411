using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Headers of another dialect that belong to the request. None but those that a dialect reads: a caller has no other headers of an upstream's to set.</summary>
internal static class HeaderFields
{
    private const string Prefix = "anthropic-";

    public static void Write(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        if (headers.Count == 0)
            return;
        json.WriteStartObject("headers"u8);
        for (var i = 0; i < headers.Count; i++)
            json.WriteString(headers[i].Key, headers[i].Value);
        json.WriteEndObject();
    }

    /// <summary>Moves to the value behind a name: an object of strings.</summary>
    public static List<KeyValuePair<string, string>> Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (!JsonRead.BeginObject(ref reader, body))
            return headers;
        while (JsonRead.NextMember(ref reader))
        {
            var name = reader.GetString() ?? "";
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || name.AsSpan().ContainsAny("\r\n: "))
                throw JsonRead.Wrong(ref reader, body, $"a header of a dialect: {Prefix}beta, {Prefix}version");
            var value = JsonRead.String(ref reader, body) ?? "";
            if (value.AsSpan().ContainsAny("\r\n\0"))
                throw JsonRead.Wrong(ref reader, body, "one line");
            headers.Add(new(name, value));
        }
        return headers;
    }
}
