using System.Text;
using System.Text.Json.Nodes;
using Parley.Dialects.Wire;
using Parley.TestKit;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>Claude where others host it: the same message in another wrapping, with the credentials of the host.</summary>
public sealed class HostedClaudeTests
{
    private const string Streamed = """{"model":"b/claude","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task Vertex_is_sent_the_callers_own_bytes_but_for_the_model()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Stream(WireSample.Anthropic.Stream, "text/event-stream"));
        await using var gateway = await VertexAsync(upstream);

        using var response = await gateway.PostAsync("v1/messages", Streamed, ("anthropic-beta", "context-1m-2025-08-07"));

        Assert.Equal(WireSample.Anthropic.Stream, await response.Content.ReadAsStringAsync());
        var sent = Assert.Single(upstream.Received);
        Assert.Equal("/v1/projects/p/locations/global/publishers/anthropic/models/claude:streamRawPredict", sent.Target);
        Assert.Equal("""{"anthropic_version":"vertex-2023-10-16","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hi"}]}""", sent.Body);
        Assert.Equal(("Bearer ya29", "context-1m-2025-08-07"), (sent.Headers["authorization"], sent.Headers["anthropic-beta"]));
        Assert.False(sent.Headers.ContainsKey("anthropic-version"));
    }

    [Fact]
    public async Task Vertex_is_spared_the_betas_that_it_would_refuse_and_the_caller_hears_of_it()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.Anthropic.Reply));
        await using var gateway = await VertexAsync(upstream);

        using var response = await gateway.PostAsync("v1/messages", Streamed.Replace(""","stream":true""", "", StringComparison.Ordinal), ("anthropic-beta", "prompt-caching-scope-2026-01-05, context-1m-2025-08-07"));

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal("context-1m-2025-08-07", Assert.Single(upstream.Received).Headers["anthropic-beta"]);
        Assert.Contains("anthropic-beta", string.Join(' ', response.Headers.GetValues("x-parley-conversion-details")));
    }

    [Fact]
    public async Task Caller_of_another_dialect_has_betas_too_as_far_as_the_host_takes_them()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.Anthropic.Reply));
        await using var gateway = await VertexAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", WireSample.OpenAI.Body("b/claude", "Hi", false), ("anthropic-beta", "context-1m-2025-08-07,evil-beta"));

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal("context-1m-2025-08-07", Assert.Single(upstream.Received).Headers["anthropic-beta"]);
        Assert.Contains("dropped anthropic-beta", string.Join(' ', response.Headers.GetValues("x-parley-conversion-details")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_of_another_dialect_counts_with_the_same_betas()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json("""{"input_tokens":12}"""));
        await using var gateway = await VertexAsync(upstream);

        using var response = await gateway.PostAsync("v1beta/models/b/claude:countTokens", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""", ("anthropic-beta", "context-1m-2025-08-07"));

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal("context-1m-2025-08-07", Assert.Single(upstream.Received).Headers["anthropic-beta"]);
    }

    [Fact]
    public async Task Vertex_counts_tokens_for_a_model_in_the_body()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json("""{"input_tokens":12}"""));
        await using var gateway = await VertexAsync(upstream);

        using var response = await gateway.PostAsync("v1/messages/count_tokens", """{"model":"b/claude","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal("""{"input_tokens":12}""", await response.Content.ReadAsStringAsync());
        var sent = Assert.Single(upstream.Received);
        Assert.Equal(("/v1/projects/p/locations/global/publishers/anthropic/models/count-tokens:rawPredict", "claude"), (sent.Target, sent.Json["model"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Bedrock_streams_anthropics_events_within_its_own_messages()
    {
        var frames = Frames.Read(WireSample.Anthropic.Stream, StreamFraming.ServerSentEvents).Select(static frame => $$"""chunk {"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(frame.Data))}}"}""");
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Stream("application/vnd.amazon.eventstream").Chunk(EventStreams.Of(string.Join('\n', frames))).End());
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "b", "type": "bedrock-anthropic", "region": "eu-central-1", "endpoint": "{{upstream.Address}}", "auth": { "access_key_id": "AKID", "secret_access_key": "hush" } } ] }
            """);

        using var response = await gateway.PostAsync("v1/messages", Streamed);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("Hello", text, StringComparison.Ordinal);
        Assert.EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", text, StringComparison.Ordinal);
        var sent = Assert.Single(upstream.Received);
        Assert.Equal("/model/claude/invoke-with-response-stream", sent.Target);
        Assert.Equal(["anthropic_version", "max_tokens", "messages"], sent.Json.AsObject().Select(static member => member.Key));
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKID/", sent.Headers["authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gemini_of_vertex_is_asked_below_its_publisher()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.Gemini.Reply));
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "b", "type": "vertex", "endpoint": "{{upstream.Address}}v1/projects/p/locations/global/publishers/google", "api_key": "ya29", "variables": { "project": "p" } } ] }
            """);

        using var response = await gateway.PostAsync("v1/chat/completions", WireSample.OpenAI.Body("b/gemini-2.5-flash", "Hi", false));

        Assert.Equal("Hello there", JsonNode.Parse(await response.Content.ReadAsStringAsync())!["choices"]![0]!["message"]!["content"]!.GetValue<string>());
        Assert.Equal("/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:generateContent", Assert.Single(upstream.Received).Target);
    }

    [Fact]
    public async Task Gemini_of_vertex_counts_what_stands_there_and_nothing_around_it()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json("""{"totalTokens":5}"""));
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "b", "type": "vertex", "endpoint": "{{upstream.Address}}v1/projects/p/locations/global/publishers/google", "api_key": "ya29", "variables": { "project": "p" } } ] }
            """);

        using var response = await gateway.PostAsync("v1/messages/count_tokens", """{"model":"b/gemini-2.5-flash","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal("""{"input_tokens":5}""", await response.Content.ReadAsStringAsync());
        var sent = Assert.Single(upstream.Received);
        Assert.Equal("/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:countTokens", sent.Target);
        Assert.Equal(["contents"], sent.Json.AsObject().Select(static member => member.Key));
    }

    private static Task<RunningGateway> VertexAsync(ScriptedUpstream upstream) => RunningGateway.StartAsync($$"""
        { "backends": [ { "id": "b", "type": "vertex-anthropic", "endpoint": "{{upstream.Address}}v1/projects/p/locations/global/publishers/anthropic", "api_key": "ya29", "variables": { "project": "p" } } ] }
        """);
}
