using System.Text.Json;
using Parley.Clients.Tests.Asking;
using Parley.TestKit.Strict;

namespace Parley.Clients.Tests.Scenarios;

/// <summary>The tools that tests declare, and what the models do with them.</summary>
internal static class Tools
{
    /// <summary>A tool with arguments.</summary>
    public static AskedTool Weather { get; } = new("get_weather", "Tells the weather of a city.", Json("""
        {"type":"object","properties":{"city":{"type":"string","description":"The city."},"days":{"type":"integer"}},"required":["city"]}
        """));

    /// <summary>A tool without arguments.</summary>
    public static AskedTool Clock { get; } = new("get_time", "Tells the time.", null);

    /// <summary>A tool whose schema uses much of what JSON Schema has.</summary>
    public static AskedTool Booking { get; } = new("book_room", "Books a room.", Json("""
        {
          "type": "object",
          "properties": {
            "from": { "type": "string", "format": "date", "description": "The first day." },
            "to": { "type": "string", "format": "date", "pattern": "^2" },
            "guests": {
              "type": "array", "minItems": 1, "maxItems": 4,
              "items": { "type": "object", "properties": { "name": { "type": "string", "minLength": 1 }, "age": { "type": "integer", "minimum": 0, "maximum": 130 } }, "required": ["name"], "additionalProperties": false }
            },
            "room": { "type": "string", "enum": ["single", "double"], "default": "single" },
            "extras": { "type": "object", "properties": { "breakfast": { "type": "boolean" }, "floor": { "type": "integer", "exclusiveMinimum": 0, "multipleOf": 1 } }, "additionalProperties": false },
            "note": { "anyOf": [{ "type": "string" }, { "type": "null" }] }
          },
          "required": ["from", "to", "guests"],
          "additionalProperties": false
        }
        """));

    /// <summary>A call of the first, in pieces.</summary>
    public static CannedCall AskWeather { get; } = new("get_weather", "{\"ci", "ty\": \"Par", "is\", \"days\"", ": 2}");

    /// <summary>A call of the second.</summary>
    public static CannedCall AskTime { get; } = new("get_time");

    /// <summary>A form that OpenAI takes to the letter, with definitions, constants, choices and limits.</summary>
    public static JsonElement Tree { get; } = Json("""
        {
          "type": "object",
          "properties": {
            "kind": { "type": "string", "const": "tree" },
            "height": { "type": "number", "minimum": 0, "maximum": 150, "description": "In metres." },
            "owner": { "anyOf": [{ "$ref": "#/$defs/person" }, { "type": "null" }] },
            "leaves": { "type": "array", "items": { "type": "string", "enum": ["green", "red"] }, "maxItems": 9 }
          },
          "required": ["kind", "height", "owner", "leaves"],
          "additionalProperties": false,
          "$defs": { "person": { "type": "object", "properties": { "name": { "type": "string", "minLength": 1 } }, "required": ["name"], "additionalProperties": false } }
        }
        """);

    /// <summary>What the tools say.</summary>
    public static IReadOnlyDictionary<string, string> Results { get; } = new Dictionary<string, string> { ["get_weather"] = "sunny, 21 °C", ["get_time"] = "noon" };

    /// <summary>What a tool said, of what a provider heard: Vercel's client of Gemini puts it into an object beside the tool's name.</summary>
    public static string Said(HeardResult result) =>
        result.Text.StartsWith($"{{\"name\":\"{result.Name}\"", StringComparison.Ordinal) ? Json(result.Text).GetProperty("content").GetString()! : result.Text;

    /// <summary>A request with both tools.</summary>
    public static Ask Request { get; } = new() { Turns = [new Said("user", "Weather in Paris, and the time?")], Tools = [Weather, Clock] };

    /// <summary>JSON as a value.</summary>
    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    /// <summary>True when two texts are the same JSON.</summary>
    public static bool Same(string expected, string actual) => JsonElement.DeepEquals(Json(expected), Json(actual));
}
