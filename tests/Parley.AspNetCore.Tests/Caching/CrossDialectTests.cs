using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;
using static Parley.AspNetCore.Tests.Caching.CachingGateway;

namespace Parley.AspNetCore.Tests.Caching;

/// <summary>What was asked in one dialect is answered in another, whole and streamed.</summary>
public sealed class CrossDialectTests
{
    /// <summary>Every pair of a dialect that asks first and one that asks then, with both forms of either.</summary>
    public static TheoryData<string, string, bool, bool> All
    {
        get
        {
            var all = new TheoryData<string, string, bool, bool>();
            foreach (var first in WireSample.All)
            {
                foreach (var then in WireSample.All)
                {
                    all.Add(first.Provider, then.Provider, false, false);
                    all.Add(first.Provider, then.Provider, false, true);
                    all.Add(first.Provider, then.Provider, true, false);
                    all.Add(first.Provider, then.Provider, true, true);
                }
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_one_dialect_has_asked_another_is_given(string first, string then, bool streamFirst, bool streamThen)
    {
        await using var cached = await StartAsync();
        cached.Backend.Then(streamFirst ? Script.Stream(WireSample.OpenAI.Stream, "text/event-stream") : Script.Json(WireSample.OpenAI.Reply));
        Assert.Equal("miss", (await AskAsync(cached, first, streamFirst)).Verdict);
        var (verdict, text) = await AskAsync(cached, then, streamThen);
        Assert.Equal("hit", verdict);
        Assert.Equal(1, cached.Calls);
        Assert.Equal("Hello there", TextOf(then, streamThen, text));
    }

    [Theory]
    [InlineData("v2/chat", false)]
    [InlineData("v2/chat", true)]
    [InlineData("v1/conversation", false)]
    [InlineData("v1/conversation", true)]
    public async Task Dialects_that_only_callers_speak_are_given_it_too(string path, bool stream)
    {
        await using var cached = await StartAsync();
        cached.Backend.Then(Script.Json(WireSample.OpenAI.Reply));
        var body = $$"""{"model":"m","messages":[{"role":"user","content":"Say hello"}],"max_tokens":64,"stream":{{(stream ? "true" : "false")}}}""";
        Assert.Equal("miss", (await AskAsync(cached, "openai", stream: false)).Verdict);
        using var response = await cached.Gateway.PostAsync(path, body);
        Assert.Equal("hit", Verdict(response));
        Assert.Contains("Hello there", await response.Content.ReadAsStringAsync());
        Assert.Equal(1, cached.Calls);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("openai-responses")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    [InlineData("ollama")]
    public async Task Backends_of_every_dialect_have_their_answers_kept(string provider)
    {
        await using var cached = await StartAsync(provider);
        var sample = WireSample.Of(provider);
        cached.Backend.Then(Script.Json(sample.Reply));
        Assert.Equal("miss", (await AskAsync(cached, "openai", stream: false)).Verdict);
        var (verdict, text) = await AskAsync(cached, provider, stream: true);
        Assert.Equal("hit", verdict);
        Assert.Equal("Hello there", TextOf(provider, stream: true, text));
    }

    /// <summary>Asks with the same limit in each dialect, since Anthropic demands one.</summary>
    private static async Task<(string? Verdict, string Text)> AskAsync(CachingGateway cached, string dialect, bool stream)
    {
        var sample = WireSample.Of(dialect);
        var body = JsonNode.Parse(sample.Body("m", "Say hello", stream))!.AsObject();
        var member = dialect switch { "openai" => "max_completion_tokens", "openai-responses" => "max_output_tokens", _ => "max_tokens" };
        if (dialect == "gemini")
            body["generationConfig"] = new JsonObject { ["maxOutputTokens"] = 64 };
        else if (dialect == "ollama")
            body["options"] = new JsonObject { ["num_predict"] = 64 };
        else
            body[member] = 64;
        using var response = await cached.Gateway.PostAsync(sample.Path("m", stream), body.ToJsonString());
        return (Verdict(response), await response.Content.ReadAsStringAsync());
    }

    /// <summary>All text of an answer, whole or streamed, by the member in which each dialect has it.</summary>
    private static string TextOf(string dialect, bool stream, string body)
    {
        if (!stream)
            return TextIn(dialect, JsonNode.Parse(body)!);
        var lines = body.Split('\n').Select(static line => line.StartsWith("data: ", StringComparison.Ordinal) ? line["data: ".Length..] : line).Where(static line => line.StartsWith('{'));
        return string.Concat(lines.Select(line => TextIn(dialect, JsonNode.Parse(line)!)));
    }

    private static string TextIn(string dialect, JsonNode node) => (dialect switch
    {
        "openai" => node["choices"] is JsonArray { Count: > 0 } choices ? choices[0]!["message"]?["content"] ?? choices[0]!["delta"]?["content"] : null,
        "openai-responses" => node["type"]?.GetValue<string>() == "response.output_text.delta" ? node["delta"] : node["object"] is not null ? node["output"]![0]!["content"]![0]!["text"] : null,
        "anthropic" => node["content"] is JsonArray { Count: > 0 } parts ? parts[0]!["text"] : node["delta"]?["text"],
        "gemini" => node["candidates"]?[0]?["content"]?["parts"] is JsonArray { Count: > 0 } parts ? parts[0]!["text"] : null,
        _ => node["message"]?["content"],
    })?.GetValue<string>() ?? "";
}
