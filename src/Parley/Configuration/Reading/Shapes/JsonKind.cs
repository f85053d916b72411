using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Configuration.Reading;

/// <summary>A group of any members, as JSON. What stands there without quotes and looks like a number, true, false or null is that.</summary>
internal sealed class JsonKind : ValueKind<string>
{
    public override JsonObject Schema() => new() { ["type"] = "object" };

    public override bool TryRead(ConfigNode node, ReadScope scope, [MaybeNullWhen(false)] out string value)
    {
        value = null;
        if (node is not ConfigMap)
        {
            scope.WrongKind(node, "a group of fields");
            return false;
        }
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            if (!TryWrite(node, json, scope))
                return false;
        }
        value = Encoding.UTF8.GetString(bytes.ToArray());
        return true;
    }

    private static bool TryWrite(ConfigNode node, Utf8JsonWriter json, ReadScope scope)
    {
        switch (node)
        {
            case ConfigMap map:
                json.WriteStartObject();
                foreach (var entry in map.Entries)
                {
                    json.WritePropertyName(entry.Name);
                    if (!TryWrite(entry.Value, json, scope))
                        return false;
                }
                json.WriteEndObject();
                return true;
            case ConfigList list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                {
                    if (!TryWrite(item, json, scope))
                        return false;
                }
                json.WriteEndArray();
                return true;
            default:
                return TryWriteScalar((ConfigScalar)node, json, scope);
        }
    }

    private static bool TryWriteScalar(ConfigScalar scalar, Utf8JsonWriter json, ReadScope scope)
    {
        if (scalar.IsNull)
        {
            json.WriteNullValue();
            return true;
        }
        if (scope.Text(scalar) is not { } text)
            return false;
        if (!scalar.Quoted && text is "true" or "false")
            json.WriteBooleanValue(text == "true");
        else if (!scalar.Quoted && decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number))
            json.WriteNumberValue(number);
        else
            json.WriteStringValue(text);
        return true;
    }
}
