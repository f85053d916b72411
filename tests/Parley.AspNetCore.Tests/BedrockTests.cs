using System.Net;
using System.Text.Json.Nodes;
using Parley.TestKit;
using Parley.TestKit.Strict.Bedrock;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>A Bedrock that verifies signatures and bodies, behind the running gateway.</summary>
public sealed class BedrockTests
{
    private const string Question = """{"model":"b/us.anthropic.claude-sonnet-4-5-20250929-v1:0","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Grüße, \"you\""}],"max_tokens":9}""";
    private const string Streamed = """{"model":"b/us.anthropic.claude-sonnet-4-5-20250929-v1:0","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hi"}]}""";
    private const string Reply = """{"output":{"message":{"role":"assistant","content":[{"text":"Hello there"}]}},"stopReason":"end_turn","usage":{"inputTokens":7,"outputTokens":2,"totalTokens":9},"metrics":{"latencyMs":5}}""";

    private const string Beginning = """
        messageStart {"role":"assistant","p":"abc"}
        contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"Hello"}}
        """;

    private const string Ending = """
        contentBlockDelta {"contentBlockIndex":0,"delta":{"text":" there"}}
        contentBlockStop {"contentBlockIndex":0}
        messageStop {"stopReason":"end_turn"}
        metadata {"usage":{"inputTokens":7,"outputTokens":2,"totalTokens":9},"metrics":{"latencyMs":5}}
        """;

    [Theory]
    [InlineData("""{ "access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" }""", "")]
    [InlineData("""{ "access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "session_token": "temporary" }""", "")]
    [InlineData("{}", "bedrock-token")]
    public async Task Whole_answer_arrives_under_every_kind_of_key(string auth, string token)
    {
        await using var upstream = Strict(static _ => Script.Json(Reply));
        await using var gateway = await StartAsync(upstream, auth, token);

        using var response = await gateway.PostAsync("v1/chat/completions", Question);
        var text = await response.Content.ReadAsStringAsync();

        Assert.True(response.IsSuccessStatusCode, text);
        var answer = JsonNode.Parse(text)!;
        Assert.Equal("Hello there", answer["choices"]![0]!["message"]!["content"]!.GetValue<string>());
        Assert.Equal(9, answer["usage"]!["total_tokens"]!.GetValue<int>());
        Assert.Equal("/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse", Assert.Single(upstream.Received).Target);
    }

    [Fact]
    public async Task Wrong_key_is_told_in_the_services_words()
    {
        await using var upstream = Strict(static _ => Script.Json(Reply));
        await using var gateway = await StartAsync(upstream, """{ "access_key_id": "AKIDEXAMPLE", "secret_access_key": "wrong" }""");

        using var response = await gateway.PostAsync("v1/chat/completions", Question);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("signature we calculated does not match", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Stream_arrives_piece_by_piece()
    {
        var released = new TaskCompletionSource();
        await using var upstream = Strict(_ => Stream(Beginning).Wait(released.Task).Chunk(EventStreams.Of(Ending)).End());
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", Streamed);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = "";
        while (!first.Contains("Hello", StringComparison.Ordinal))
            first += await reader.ReadLineAsync();
        released.SetResult();
        var rest = await reader.ReadToEndAsync();

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(" there", rest);
        Assert.Contains("\"total_tokens\":9", rest);
        Assert.EndsWith("data: [DONE]\n\n", rest);
        Assert.True(StrictBedrock.IsStream(Assert.Single(upstream.Received)));
    }

    [Fact]
    public async Task Stream_that_arrives_byte_by_byte_is_the_same()
    {
        await using var upstream = Strict(static _ =>
        {
            var script = Script.Stream(StrictBedrock.StreamType);
            foreach (var value in EventStreams.Of(Beginning + "\n" + Ending))
                script = script.Chunk([value]);
            return script.End();
        });
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/messages", """{"model":"b/anthropic.claude-3-haiku-20240307-v1:0","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hi"}]}""");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("\"text\":\"Hello\"", text);
        Assert.Contains("\"stop_reason\":\"end_turn\"", text);
        Assert.EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", text);
    }

    [Fact]
    public async Task Exception_within_the_stream_is_an_error_of_the_stream()
    {
        await using var upstream = Strict(static _ => Stream(Beginning + "\nmodelStreamErrorException {\"message\":\"The model broke.\"}").End());
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", Streamed);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("Hello", text);
        Assert.Contains("The model broke.", text);
        Assert.DoesNotContain("[DONE]", text);
    }

    [Fact]
    public async Task Broken_checksum_and_early_end_are_never_an_end()
    {
        var broken = EventStreams.Of(Ending);
        broken[^20] ^= 1;
        foreach (var rest in (byte[][])[broken, EventStreams.Of(Ending)[..^20], EventStreams.Of(Ending.Split('\n')[0])])
        {
            await using var upstream = Strict(_ => Stream(Beginning).Chunk(rest).End());
            await using var gateway = await StartAsync(upstream);
            using var response = await gateway.PostAsync("v1/chat/completions", Streamed);
            var text = await response.Content.ReadAsStringAsync();
            Assert.Contains("\"error\"", text);
            Assert.DoesNotContain("[DONE]", text);
        }
    }

    [Theory]
    [InlineData(429, "ThrottlingException", HttpStatusCode.TooManyRequests, "rate_limit")]
    [InlineData(400, "ValidationException", HttpStatusCode.BadRequest, "invalid_request_error")]
    [InlineData(403, "AccessDeniedException", HttpStatusCode.Forbidden, "permission")]
    [InlineData(404, "ResourceNotFoundException", HttpStatusCode.NotFound, "not_found")]
    [InlineData(503, "ServiceUnavailableException", HttpStatusCode.ServiceUnavailable, "")]
    public async Task Refusal_keeps_its_kind(int status, string type, HttpStatusCode expected, string word)
    {
        await using var upstream = Strict(_ => StrictBedrock.Refusal(status, type, "So it is."));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", Question);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(expected, response.StatusCode);
        Assert.Contains("So it is.", text);
        Assert.Contains(word, text);
    }

    [Fact]
    public async Task Missing_keys_are_a_fault_that_says_so()
    {
        await using var upstream = Strict(static _ => Script.Json(Reply));
        await using var gateway = await StartAsync(upstream, """{ "profile": "nobody" }""");

        using var response = await gateway.PostAsync("v1/chat/completions", Question);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("credentials cannot be had", await response.Content.ReadAsStringAsync());
        Assert.Empty(upstream.Received);
    }

    private static Script Stream(string lines) => Script.Stream(StrictBedrock.StreamType).Chunk(EventStreams.Of(lines));

    private static ScriptedUpstream Strict(Func<ReceivedRequest, Script> then) => new() { Otherwise = new StrictBedrock("eu-central-1").Accepting(then) };

    private static Task<RunningGateway> StartAsync(ScriptedUpstream upstream, string auth = """{ "access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" }""", string token = "") =>
        RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "b", "type": "bedrock", "region": "eu-central-1", "endpoint": "{{upstream.Address}}", "auth": {{auth}}{{(token.Length > 0 ? $", \"api_key\": \"{token}\"" : "")}} } ] }
            """);
}
