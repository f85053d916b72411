using System.Text.Json;
using Parley.Corpus.Tests.Recordings;
using Parley.TestKit;

namespace Parley.Corpus.Tests;

/// <summary>The tools of recorded requests reach every provider in a form that it takes.</summary>
public sealed class ToolSchemaCorpusTests
{
    [Fact]
    public void Recorded_tools_reach_every_provider()
    {
        Library.DemandRecordings();
        var tools = Tools().DistinctBy(static tool => tool.Schema.GetRawText()).ToList();
        var wrong =
            from tool in tools
            from breach in ToolProof.Breaches(tool.Name, tool.Schema)
            select $"{tool.Recording} {tool.Name}: {breach}";

        Assert.True(tools.Count >= 100, $"Only {tools.Count} schemas were found.");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Members_of_Geminis_schema_are_those_of_its_description()
    {
        Library.DemandRecordings();
        using var api = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Library.Folder, "specs", "gemini.v1beta.openapi.json")));
        var schema = api.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("Schema").GetProperty("properties");

        Assert.Equal(schema.EnumerateObject().Select(static member => member.Name).Order(StringComparer.Ordinal), ToolLimits.GeminiMembers.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(string Recording, string Name, JsonElement Schema)> Tools() =>
        from recording in Library.All()
        where recording.HasRequest
        from tool in Of(recording.RequestBody)
        where tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
        let schema = SchemaOf(tool)
        where schema.ValueKind == JsonValueKind.Object
        select (recording.Id, tool.GetProperty("name").GetString()!, schema);

    /// <summary>The functions of a request of whichever dialect.</summary>
    private static IEnumerable<JsonElement> Of(JsonElement body)
    {
        var tools = Member(body, "tools") is { ValueKind: JsonValueKind.Array } list ? list : Member(Member(body, "toolConfig"), "tools");
        if (tools.ValueKind != JsonValueKind.Array)
            return [];
        return tools.EnumerateArray().SelectMany(static tool => Member(tool, "functionDeclarations") is { ValueKind: JsonValueKind.Array } declarations
            ? declarations.EnumerateArray().AsEnumerable()
            : [Member(tool, "function") is { ValueKind: JsonValueKind.Object } function ? function : Member(tool, "toolSpec") is { ValueKind: JsonValueKind.Object } spec ? spec : tool]);
    }

    /// <summary>Gemini's own notation is left out: it is no JSON Schema.</summary>
    private static JsonElement SchemaOf(JsonElement tool)
    {
        foreach (var name in (ReadOnlySpan<string>)["parametersJsonSchema", "input_schema", "parameters"])
        {
            if (Member(tool, name) is { ValueKind: JsonValueKind.Object } schema)
                return schema.TryGetProperty("type", out var type) && type.ToString() == "OBJECT" ? default : schema;
        }
        return Member(Member(tool, "inputSchema"), "json");
    }

    private static JsonElement Member(JsonElement node, string name) => node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out var value) ? value : default;
}
