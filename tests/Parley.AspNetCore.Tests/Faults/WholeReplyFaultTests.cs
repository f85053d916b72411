using Parley.Dialects.Conversation;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Faults;

/// <summary>Backends that fail before, instead of, or while answering in one piece.</summary>
public sealed class WholeReplyFaultTests
{
    [Theory]
    [MemberData(nameof(Pair.All), MemberType = typeof(Pair))]
    public async Task Backend_that_answers_is_asked_once_and_its_answer_arrives(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream);
        pair.First.Then(Script.Json(WireSample.Of(upstream).Reply));

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("Hello there", await response.Content.ReadAsStringAsync());
        Assert.Single(pair.First.Received);
        var settlement = await pair.Gateway.Settled.NextAsync();
        Assert.Null(settlement.Fault);
        Assert.Equal(7, settlement.Usage.TotalInput);
        Assert.Equal(2, settlement.Usage.TotalOutput);
    }

    [Fact]
    public async Task Date_to_come_back_is_measured_by_the_gateways_clock_where_the_answer_has_no_date()
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        var at = TimeProvider.System.GetUtcNow().AddHours(1).ToString("r");
        pair.First.Otherwise = pair.Second.Otherwise = _ => Script.Json("""{"error":{"message":"slow down"}}""", 429, ("retry-after", at));

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(429, (int)response.StatusCode);
        Assert.InRange((await pair.Gateway.Settled.NextAsync()).Fault!.RetryAfter!.Value, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(61));
    }

    [Theory]
    [InlineData("openai", "openai", 600)]
    [InlineData("openai", "openai", 99)]
    [InlineData("anthropic", "openai", 999)]
    [InlineData("gemini", "anthropic", 600)]
    public async Task Status_that_http_does_not_have_is_a_bad_gateway_that_names_it(string client, string upstream, int status)
    {
        await using var pair = await Pair.StartAsync(client, upstream);
        pair.First.Otherwise = pair.Second.Otherwise = _ => Script.Raw($"HTTP/1.1 {status:000} Odd\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{{}}");

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Contains($"status {status},", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [MemberData(nameof(Pair.All), MemberType = typeof(Pair))]
    public async Task Backend_over_its_limit_hands_over_to_the_next(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream);
        pair.First.Then(Script.Json("""{"error":{"message":"slow down"}}""", 429, ("retry-after", "7")));
        pair.Second.Then(Script.Json(WireSample.Of(upstream).Reply));

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("Hello there", await response.Content.ReadAsStringAsync());
        var settlement = await pair.Gateway.Settled.NextAsync();
        Assert.Equal([FaultKind.RateLimit, null], settlement.Attempts.Select(attempt => attempt.Fault?.Kind));
    }

    [Theory]
    [MemberData(nameof(Pair.All), MemberType = typeof(Pair))]
    public async Task Limit_of_every_backend_reaches_the_caller_with_its_retry_time(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream);
        pair.First.Then(Script.Json("""{"error":{"message":"slow down"}}""", 429));
        pair.Second.Then(Script.Json("""{"error":{"message":"slow down too"}}""", 429, ("retry-after", "7")));

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal("7", response.Headers.GetValues("retry-after").Single());
        Assert.Equal("provider", response.Headers.GetValues("x-parley-error-source").Single());
        Assert.Contains("slow down too", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task Callers_fault_is_not_tried_elsewhere_and_keeps_its_status(int status)
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        pair.First.Then(Script.Json("""{"error":{"message":"no","type":"invalid_request_error","param":"x","code":"bad_x"}}""", status));

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains("bad_x", await response.Content.ReadAsStringAsync());
        Assert.Empty(pair.Second.Received);
    }

    [Fact]
    public async Task Request_that_is_too_large_for_OpenAI_is_too_large_for_Anthropics_callers()
    {
        await using var pair = await Pair.StartAsync("anthropic", "openai");
        pair.First.Then(Script.Json("""{"error":{"message":"too large","type":"invalid_request_error"}}""", 413));

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(413, (int)response.StatusCode);
        Assert.Contains("request_too_large", await response.Content.ReadAsStringAsync());
        Assert.Empty(pair.Second.Received);
    }

    [Theory]
    [InlineData("anthropic", "openai", 401)]
    [InlineData("openai", "anthropic", 401)]
    [InlineData("gemini", "openai", 403)]
    [InlineData("ollama", "anthropic", 404)]
    public async Task Status_of_the_provider_stays_in_kind_across_dialects(string client, string upstream, int status)
    {
        await using var pair = await Pair.StartAsync(client, upstream);
        pair.First.Then(Script.Json("""{"type":"error","error":{"type":"some_error","message":"not you"}}""", status));
        pair.Second.Then(Script.Json("""{"type":"error","error":{"type":"some_error","message":"not you"}}""", status));

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains("not you", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("close")]
    [InlineData("html")]
    [InlineData("empty")]
    [InlineData("truncated")]
    [InlineData("error500")]
    public async Task Broken_answer_is_tried_elsewhere_and_alone_is_a_bad_gateway(string fault)
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        pair.First.Otherwise = _ => Broken(fault);
        pair.Second.Then(Script.Json(WireSample.OpenAI.Reply)).Otherwise = _ => Broken(fault);

        using var rescued = await pair.AskAsync(stream: false);
        using var failed = await pair.AskAsync(stream: false);

        Assert.Equal(200, (int)rescued.StatusCode);
        Assert.Equal(fault == "error500" ? 500 : 502, (int)failed.StatusCode);
        Assert.Contains("\"error\"", await failed.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("openai", "openai", """{"id":"x","object":"chat.completion","choices":[]}""")]
    [InlineData("anthropic", "openai", """{"id":"x","object":"chat.completion","choices":[]}""")]
    [InlineData("anthropic", "anthropic", """{"id":"x","type":"message"}""")]
    [InlineData("openai", "anthropic", """{"id":"x","type":"message"}""")]
    [InlineData("gemini", "gemini", """{"candidates":[]}""")]
    [InlineData("openai", "gemini", """{"candidates":[]}""")]
    [InlineData("ollama", "ollama", """{"model":"m"}""")]
    [InlineData("openai", "ollama", """{"model":"m"}""")]
    public async Task Answer_without_an_answer_is_tried_elsewhere_on_both_lanes(string client, string upstream, string reply)
    {
        await using var pair = await Pair.StartAsync(client, upstream);
        pair.First.Then(Script.Json(reply)).Then(Script.Json(reply));
        pair.Second.Then(Script.Json(WireSample.Of(upstream).Reply)).Then(Script.Json(reply));

        using var rescued = await pair.AskAsync(stream: false);
        using var failed = await pair.AskAsync(stream: false);

        Assert.Equal(200, (int)rescued.StatusCode);
        Assert.Equal(502, (int)failed.StatusCode);
        Assert.Equal("provider", failed.Headers.GetValues("x-parley-error-source").Single());
    }

    [Fact]
    public async Task Backend_that_cannot_be_reached_is_a_bad_gateway_of_the_gateways_own()
    {
        await using var pair = await Pair.StartAsync("anthropic", "openai");
        await pair.First.DisposeAsync();
        await pair.Second.DisposeAsync();

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Equal("gateway", response.Headers.GetValues("x-parley-error-source").Single());
    }

    [Fact]
    public async Task Backend_that_stalls_is_given_up_after_its_first_event_deadline()
    {
        await using var pair = await Pair.StartAsync("openai", "openai", "\"first_event_timeout_ms\": 150");
        pair.First.Then(Script.Stall());
        pair.Second.Then(Script.Json(WireSample.OpenAI.Reply));

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(200, (int)response.StatusCode);
        var settlement = await pair.Gateway.Settled.NextAsync();
        Assert.Equal(FaultKind.FirstEventTimeout, settlement.Attempts[0].Fault?.Kind);
    }

    private static Script Broken(string fault) => fault switch
    {
        "reset" => Script.Reset(),
        "close" => Script.Stream("application/json").Chunk(WireSample.OpenAI.Reply[..40]).ThenClose(),
        "html" => Script.Whole("<html><body>It works!</body></html>", "text/html"),
        "empty" => Script.Whole("", "application/json"),
        "truncated" => Script.Json(WireSample.OpenAI.Reply[..^30]),
        _ => Script.Json("""{"error":{"message":"boom","type":"server_error","param":null,"code":null}}""", 500),
    };
}
