using Parley.Providers.Upstream;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Failure;

/// <summary>Faults that only some other target can help.</summary>
public sealed class FallbackTests
{
    private const string TooLong = """{"error":{"message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""";
    private const string Filtered = """{"error":{"message":"The prompt was filtered.","type":"invalid_request_error","param":"prompt","code":"content_filter"}}""";
    private static readonly Script Good = Script.Json(WireSample.OpenAI.Reply);

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    public async Task Credential_that_is_not_accepted_goes_on_to_the_next_target(int status)
    {
        await using var targets = await Targets.StartAsync(2);
        targets.Upstreams[0].Then(Script.Json("""{"error":{"message":"no","type":"x","param":null,"code":null}}""", status));
        targets.Upstreams[1].Then(Good);

        using var response = await targets.AskAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal([1, 1], targets.Calls);
    }

    [Fact]
    public async Task Prompt_that_does_not_fit_goes_to_the_configured_fallback_past_the_other_targets()
    {
        await using var targets = await Targets.StartAsync(2, "\"context_window_fallbacks\": [\"t2/m-large\"]", spare: 1);
        targets.Upstreams[0].Then(Script.Json(TooLong, 400));
        targets.Upstreams[2].Then(Good);

        using var response = await targets.AskAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal([1, 0, 1], targets.Calls);
        Assert.Equal(NextAction.Fallback, (await targets.Gateway.Settled.NextAsync()).Attempts[0].Next?.Action);
    }

    [Fact]
    public async Task Prompt_that_does_not_fit_goes_to_a_target_with_a_window_that_is_known_to_be_larger()
    {
        await using var targets = await Targets.StartAsync(3, upstream: "openrouter");
        var windows = new[] { 8192, 8192, 128000 };
        for (var i = 0; i < windows.Length; i++)
        {
            var window = windows[i];
            targets.Upstreams[i].Otherwise = request => request.Method == "GET"
                ? Script.Json($$"""{"data":[{"id":"m-1","context_length":{{window}}}]}""")
                : window == 8192 ? Script.Json(TooLong, 400) : Good;
        }
        await targets.Gateway.RefreshModelsAsync();

        using var response = await targets.AskAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal([1, 0, 1], targets.Upstreams.Select(static upstream => upstream.Received.Count(static request => request.Method == "POST")));
    }

    [Fact]
    public async Task Prompt_that_fits_nowhere_is_the_callers_fault_after_one_call()
    {
        await using var targets = await Targets.StartAsync(2);
        targets.Upstreams[0].Then(Script.Json(TooLong, 400));

        using var response = await targets.AskAsync();

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("context_length_exceeded", await response.Content.ReadAsStringAsync());
        Assert.Equal([1, 0], targets.Calls);
    }

    [Fact]
    public async Task Prompt_that_a_filter_refuses_goes_to_the_configured_fallback_only()
    {
        await using var targets = await Targets.StartAsync(2, "\"content_policy_fallbacks\": [\"t2/m-open\"]", spare: 1);
        targets.Upstreams[0].Then(Script.Json(Filtered, 400));
        targets.Upstreams[2].Then(Good);

        using var response = await targets.AskAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal([1, 0, 1], targets.Calls);
    }

    [Fact]
    public async Task Prompt_that_a_filter_refuses_stops_where_no_fallback_is_configured()
    {
        await using var targets = await Targets.StartAsync(2);
        targets.Upstreams[0].Then(Script.Json(Filtered, 400));

        using var response = await targets.AskAsync();

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal([1, 0], targets.Calls);
    }
}
