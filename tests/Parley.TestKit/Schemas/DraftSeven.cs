using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Parley.TestKit.Schemas;

/// <summary>Checks JSON against the words of draft-07 that Parley's own schemas use; any other word is an error of the schema.</summary>
public static class DraftSeven
{
    private static readonly string[] Silent = ["$schema", "title", "description", "definitions"];

    /// <summary>What does not fit, one line each, with its place; empty when all fits.</summary>
    public static IReadOnlyList<string> Check(JsonObject schema, JsonNode? value)
    {
        var faults = new List<string>();
        Check(schema, schema, value, "$", faults);
        return faults;
    }

    private static void Check(JsonObject root, JsonObject schema, JsonNode? value, string place, List<string> faults)
    {
        foreach (var (word, rule) in schema)
        {
            var fits = word switch
            {
                "type" => Types(rule!).Contains(TypeOf(value)) || (TypeOf(value) == "integer" && Types(rule!).Contains("number")),
                "enum" => rule!.AsArray().Any(choice => JsonNode.DeepEquals(choice, value)),
                "minimum" => value is not JsonValue || !IsNumber(value) || value.GetValue<double>() >= rule!.GetValue<double>(),
                "maximum" => value is not JsonValue || !IsNumber(value) || value.GetValue<double>() <= rule!.GetValue<double>(),
                "pattern" => TypeOf(value) != "string" || Regex.IsMatch(value!.GetValue<string>(), rule!.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(1)),
                "required" => value is not JsonObject known || rule!.AsArray().All(name => known.ContainsKey(name!.GetValue<string>())),
                "$ref" => CheckReference(root, rule!.GetValue<string>(), value, place, faults),
                "anyOf" => rule!.AsArray().Any(choice => Fits(root, choice!.AsObject(), value)),
                "items" => CheckItems(root, rule!.AsObject(), value, place, faults),
                "properties" => CheckProperties(root, rule!.AsObject(), value, place, faults),
                "additionalProperties" => CheckOthers(root, schema, rule!, value, place, faults),
                _ when Silent.Contains(word) => true,
                _ => throw new NotSupportedException($"the schema uses `{word}` at {place}"),
            };
            if (!fits)
                faults.Add($"{place}: {word}");
        }
    }

    private static bool CheckReference(JsonObject root, string path, JsonNode? value, string place, List<string> faults)
    {
        Check(root, root["definitions"]![path["#/definitions/".Length..]]!.AsObject(), value, place, faults);
        return true;
    }

    private static bool Fits(JsonObject root, JsonObject schema, JsonNode? value)
    {
        var faults = new List<string>();
        Check(root, schema, value, "$", faults);
        return faults.Count == 0;
    }

    private static bool CheckItems(JsonObject root, JsonObject rule, JsonNode? value, string place, List<string> faults)
    {
        if (value is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++)
                Check(root, rule, items[i], $"{place}[{i}]", faults);
        }
        return true;
    }

    private static bool CheckProperties(JsonObject root, JsonObject rules, JsonNode? value, string place, List<string> faults)
    {
        if (value is JsonObject members)
        {
            foreach (var (name, member) in members)
            {
                if (rules[name] is JsonObject rule)
                    Check(root, rule, member, $"{place}.{name}", faults);
            }
        }
        return true;
    }

    private static bool CheckOthers(JsonObject root, JsonObject schema, JsonNode rule, JsonNode? value, string place, List<string> faults)
    {
        if (value is not JsonObject members)
            return true;
        foreach (var (name, member) in members.Where(member => schema["properties"]?.AsObject().ContainsKey(member.Key) != true))
        {
            if (rule is JsonObject other)
                Check(root, other, member, $"{place}.{name}", faults);
            else if (!rule.GetValue<bool>())
                faults.Add($"{place}.{name}: additionalProperties");
        }
        return true;
    }

    private static IEnumerable<string> Types(JsonNode rule) => rule is JsonArray several ? several.Select(type => type!.GetValue<string>()) : [rule.GetValue<string>()];

    private static bool IsNumber(JsonNode value) => TypeOf(value) is "number" or "integer";

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or System.Text.Json.JsonValueKind.Null => "null",
        System.Text.Json.JsonValueKind.Object => "object",
        System.Text.Json.JsonValueKind.Array => "array",
        System.Text.Json.JsonValueKind.String => "string",
        System.Text.Json.JsonValueKind.Number => value.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? "integer" : "number",
        _ => "boolean",
    };
}
