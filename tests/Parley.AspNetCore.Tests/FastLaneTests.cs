using Parley.AspNetCore.Tests.Faults;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>What the fast lane changes, and what it does not.</summary>
public sealed class FastLaneTests
{
    [Fact]
    public async Task Request_reaches_the_backend_with_only_its_model_changed()
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        pair.First.Then(Script.Json(WireSample.OpenAI.Reply));
        using var response = await pair.Gateway.PostAsync("v1/chat/completions", """{ "messages" : [ {"role":"user","content":"\u00e9\ud800"} ],"model":"m" , "future_member":{"a":[1.0,2e3]}}""");
        var received = pair.First.Received.Single();
        Assert.Equal("""{ "messages" : [ {"role":"user","content":"\u00e9\ud800"} ],"model":"m-1" , "future_member":{"a":[1.0,2e3]}}""", received.Body);
        Assert.Equal("Bearer sk-first", received.Headers["authorization"]);
        Assert.Equal("identity", received.Headers["accept-encoding"]);
        Assert.Equal("/v1/chat/completions", received.Target);
    }

    [Theory]
    [InlineData("openai", "v1/chat/completions")]
    [InlineData("anthropic", "v1/messages")]
    public async Task Bodies_above_a_megabyte_reach_every_target_to_the_letter(string dialect, string path)
    {
        await using var pair = await Pair.StartAsync(dialect, dialect);
        // One behind the other, so that buffers are used again, and each of them twice: the first backend fails.
        foreach (var letter in "abc")
        {
            pair.First.Then(Script.Json("{}", 500));
            pair.Second.Then(Script.Json(WireSample.Of(dialect).Reply));
            var before = $$"""{"messages":[{"role":"user","content":"{{new string(letter, 1_500_000)}}"}],"max_tokens":9,"model":""";
            var behind = $$$""","metadata":{"user_id":"{{{new string(char.ToUpperInvariant(letter), 1_200_000)}}}"}}""";

            using var response = await pair.Gateway.PostAsync(path, $"{before}\"m\"{behind}");

            Assert.True(response.IsSuccessStatusCode);
            Assert.True($"{before}\"m-1\"{behind}" == pair.First.Received[^1].Body, "The first target received something else.");
            Assert.True($"{before}\"m-1\"{behind}" == pair.Second.Received[^1].Body, "The second target received something else.");
        }
    }

    [Fact]
    public async Task Headers_that_are_not_the_dialects_stay_here()
    {
        await using var pair = await Pair.StartAsync("anthropic", "anthropic");
        pair.First.Then(Script.Json(WireSample.Anthropic.Reply));
        using var response = await pair.AskAsync(stream: false, ("Cookie", "secret=1"), ("X-Forwarded-For", "10.0.0.1"), ("x-stainless-os", "Linux"), ("anthropic-beta", "files-api-2025-04-14"), ("anthropic-version", "2023-06-01"));
        var received = pair.First.Received.Single();
        Assert.DoesNotContain("cookie", received.Headers.Keys);
        Assert.DoesNotContain("x-forwarded-for", received.Headers.Keys);
        Assert.DoesNotContain("x-stainless-os", received.Headers.Keys);
        Assert.Equal("files-api-2025-04-14", received.Headers["anthropic-beta"]);
        Assert.Equal("2023-06-01", received.Headers["anthropic-version"]);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(""","stream_options":{"include_usage":true}""", true)]
    [InlineData(""","stream_options":{"include_usage":false}""", false)]
    public async Task Usage_is_always_asked_for_and_shown_only_when_the_caller_asked(string options, bool shown)
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        pair.First.Then(Script.Stream(WireSample.OpenAI.Stream, "text/event-stream"));
        using var response = await pair.Gateway.PostAsync("v1/chat/completions", $$"""{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true{{options}}}""");
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(shown, text.Contains("\"prompt_tokens\":7"));
        Assert.EndsWith("data: [DONE]\n\n", text);
        Assert.True(pair.First.Received.Single().Json["stream_options"]!["include_usage"]!.GetValue<bool>());
        Assert.Equal(7, (await pair.Gateway.Settled.NextAsync()).Usage.TotalInput);
    }

    [Fact]
    public async Task Provider_that_ends_without_done_is_given_its_done()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Stream(WireSample.OpenAI.Stream.Replace("data: [DONE]\n\n", "", StringComparison.Ordinal), "text/event-stream"));
        await using var gateway = await RunningGateway.StartAsync($$"""{ "backends": [ { "id": "c", "type": "cerebras", "endpoint": "{{upstream.Address}}", "api_key": "sk-1" } ] }""");
        using var response = await gateway.PostAsync("v1/chat/completions", """{"model":"c/m","messages":[{"role":"user","content":"Hi"}],"stream":true}""");
        Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync());
        Assert.Null((await gateway.Settled.NextAsync()).Fault);
    }

    [Fact]
    public async Task Rate_limit_headers_and_request_id_of_the_provider_are_carried_over()
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        pair.First.Then(Script.Json(WireSample.OpenAI.Reply, 200, ("x-ratelimit-remaining-requests", "42"), ("x-request-id", "req_abc"), ("set-cookie", "a=b"), ("server", "secret")));
        using var response = await pair.AskAsync(stream: false);
        Assert.Equal("42", response.Headers.GetValues("x-ratelimit-remaining-requests").Single());
        Assert.Equal("req_abc", response.Headers.GetValues("x-request-id").Single());
        Assert.StartsWith("req_", response.Headers.GetValues("x-parley-request-id").Single());
        Assert.False(response.Headers.Contains("set-cookie"));
    }

    [Fact]
    public async Task Megabyte_in_one_event_arrives()
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        var word = new string('x', 1 << 20);
        pair.First.Then(Script.Stream(WireSample.OpenAI.Prelude + WireSample.OpenAI.Text.First.Replace("Hello", word, StringComparison.Ordinal) + WireSample.OpenAI.Ending, "text/event-stream"));
        using var response = await pair.AskAsync(stream: true);
        Assert.Contains(word, await response.Content.ReadAsStringAsync());
    }
}
