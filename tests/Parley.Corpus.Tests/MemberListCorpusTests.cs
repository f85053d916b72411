using System.Runtime.CompilerServices;
using System.Text.Json;
using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests;

/// <summary>The page about fidelity leaves out no member that a vendor's own description of its API has.</summary>
public sealed class MemberListCorpusTests
{
    [Theory]
    [InlineData("openai-chat", "openai.openapi.json", "CreateChatCompletionRequest")]
    [InlineData("openai-responses", "openai.openapi.json", "CreateResponse")]
    [InlineData("gemini", "gemini.v1beta.openapi.json", "GenerateContentRequest")]
    [InlineData("gemini", "gemini.v1beta.openapi.json", "GenerationConfig")]
    [InlineData("gemini", "gemini.v1beta.openapi.json", "Part")]
    [InlineData("gemini", "gemini.v1beta.openapi.json", "Tool")]
    public void Members_that_the_vendor_describes_are_on_the_page(string dialect, string file, string schema)
    {
        Library.DemandRecordings();
        using var api = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Library.Folder, "specs", file)));
        var schemas = api.RootElement.GetProperty("components").GetProperty("schemas");
        var members = File.ReadAllText(Path.Combine(Members(), dialect + ".json"));
        var described = MembersOf(schemas.GetProperty(schema), schemas).Distinct().ToList();

        Assert.NotEmpty(described);
        Assert.DoesNotContain(described, member => member != "model" && !members.Contains($"\"{member}\":", StringComparison.Ordinal));
    }

    private static IEnumerable<string> MembersOf(JsonElement schema, JsonElement schemas)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return MembersOf(schemas.GetProperty(reference.GetString()!.Split('/')[^1]), schemas);
        var own = schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().Select(static member => member.Name) : [];
        return schema.TryGetProperty("allOf", out var parts) ? own.Concat(parts.EnumerateArray().SelectMany(part => MembersOf(part, schemas))) : own;
    }

    private static string Members([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "../Parley.Docs.Tests/Fidelity/members");
}
