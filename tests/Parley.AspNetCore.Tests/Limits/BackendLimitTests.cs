using System.Text.Json;
using Parley.AspNetCore.Tests.Failure;
using Parley.Dialects.Conversation;
using Parley.Pipeline;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Limits;

/// <summary>Limits towards backends, through the whole gateway.</summary>
public sealed class BackendLimitTests
{
    private static readonly Script Good = Script.Json(WireSample.OpenAI.Reply);

    [Fact]
    public async Task Target_whose_rate_is_reached_comes_after_one_that_has_room()
    {
        await using var targets = await Targets.StartAsync(2, backend: "\"limits\": { \"rpm\": 2 }");
        Answer(targets);

        for (var i = 0; i < 5; i++)
        {
            using var response = await targets.AskAsync();
            Assert.Equal(200, (int)response.StatusCode);
            Assert.Single((await targets.Gateway.Settled.NextAsync()).Attempts);
        }

        Assert.Equal([2, 3], targets.Calls);
    }

    [Fact]
    public async Task Second_of_two_requests_at_once_goes_elsewhere_where_only_one_may_run()
    {
        await using var targets = await Targets.StartAsync(2, backend: "\"limits\": { \"concurrency\": 1 }");
        Answer(targets);
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        targets.Upstreams[0].Otherwise = _ => Held(arrived, go);

        var first = targets.AskAsync();
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60));
        using var second = await targets.AskAsync();
        Assert.Equal([1, 1], targets.Calls);
        go.SetResult();
        using var late = await first;
        Assert.Equal((200, 200), ((int)second.StatusCode, (int)late.StatusCode));

        targets.Upstreams[0].Otherwise = static _ => Good;
        _ = await targets.Gateway.Settled.NextAsync();
        _ = await targets.Gateway.Settled.NextAsync();
        using var third = await targets.AskAsync();
        Assert.Equal([2, 1], targets.Calls);
    }

    [Fact]
    public async Task Request_waits_for_a_sole_target_and_one_that_finds_the_queue_full_is_refused()
    {
        await using var targets = await Targets.StartAsync(1, backend: "\"limits\": { \"concurrency\": 1, \"queue_length\": 1, \"queue_ms\": 60000 }");
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        targets.Upstreams[0].Otherwise = _ => arrived.Task.IsCompleted ? Good : Held(arrived, go);

        var first = targets.AskAsync();
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60));
        var (second, third) = (targets.AskAsync(), targets.AskAsync());
        var refused = await Task.WhenAny(second, third);
        Assert.Equal((429, "1"), ((int)(await refused).StatusCode, Header(await refused, "retry-after")));
        Assert.Equal([1], targets.Calls);
        go.SetResult();

        Assert.Equal([200, 200, 429], (await Task.WhenAll(first, second, third)).Select(static response => (int)response.StatusCode).Order());
        Assert.Equal([2], targets.Calls);
        Settlement[] settled = [await targets.Gateway.Settled.NextAsync(), await targets.Gateway.Settled.NextAsync(), await targets.Gateway.Settled.NextAsync()];
        Assert.Single(settled, static exchange => exchange.Attempts.Single().Queued > TimeSpan.Zero);
    }

    [Fact]
    public async Task Attempt_without_room_is_no_call_and_is_marked()
    {
        await using var targets = await Targets.StartAsync(1, "\"retry\": { \"max_retries\": 0 }", "\"limits\": { \"rpm\": 1, \"queue_ms\": 1 }");
        Answer(targets);
        using var good = await targets.AskAsync();
        Assert.Equal(1, (await targets.Gateway.Settled.NextAsync()).Calls);

        using var refused = await targets.AskAsync();

        Assert.Equal(0, (await targets.Gateway.Settled.NextAsync()).Calls);
        var attempts = await AttemptsAsync(targets, refused);
        Assert.Equal("""{"target":"t0/m-1","sent":false,"fault":"RateLimit","why":"its limits left no room"}""", Only(attempts[0]!, "target", "sent", "status", "fault", "why"));
        Assert.Equal("""{"target":"t0/m-1"}""", Only((await AttemptsAsync(targets, good))[0]!, "target", "sent"));
        Assert.Contains(targets.Gateway.Log.Lines, static line => line.Contains("RateLimit (Gateway) after 0 attempt(s)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("chat/completions", """{"model":"m","n":2,"messages":[{"role":"user","content":"Hello"}]}""")]
    [InlineData("chat/completions", """{"model":"m","response_format":{"type":"json_object"},"messages":[{"role":"user","content":"Hello"}]}""")]
    public async Task Limits_are_learned_from_the_calls_that_one_answer_takes(string path, string body)
    {
        await using var targets = await Targets.StartAsync(2, upstream: "anthropic");
        foreach (var upstream in targets.Upstreams)
            upstream.Otherwise = static _ => Script.Json(WireSample.Anthropic.Reply.Replace("Hello there", "{}", StringComparison.Ordinal), 200, ("x-ratelimit-limit-requests", "2"), ("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "10m"));

        using var first = await targets.Gateway.PostAsync("v1/" + path, body);
        var before = targets.Calls.ToList();
        using var second = await targets.Gateway.PostAsync("v1/" + path, body);

        Assert.Equal((200, 200), ((int)first.StatusCode, (int)second.StatusCode));
        Assert.Equal(0, before[1]);
        Assert.Equal([before[0], before[0]], targets.Calls);
    }

    [Fact]
    public async Task Limits_are_learned_from_the_calls_that_many_texts_take()
    {
        await using var targets = await Targets.StartAsync(2);
        foreach (var upstream in targets.Upstreams)
            upstream.Otherwise = static request => Script.Json(Vectors(request.Json["input"]!.AsArray().Count), 200, ("x-ratelimit-limit-requests", "2"), ("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "10m"));
        var body = $$"""{"model":"m","input":[{{string.Join(',', Enumerable.Repeat("\"x\"", 2049))}}]}""";

        using var first = await targets.Gateway.PostAsync("api/embed", body);
        using var second = await targets.Gateway.PostAsync("api/embed", body);

        Assert.Equal((200, 200), ((int)first.StatusCode, (int)second.StatusCode));
        Assert.Equal([2, 2], targets.Calls);
    }

    [Theory]
    [InlineData("openai", "rate_limit_error")]
    [InlineData("anthropic", "rate_limit_error")]
    [InlineData("gemini", "RESOURCE_EXHAUSTED")]
    public async Task Sole_target_without_room_refuses_in_the_callers_dialect_with_a_true_time_and_its_breaker_stays_closed(string client, string word)
    {
        await using var targets = await Targets.StartAsync(1, "\"retry\": { \"max_retries\": 3 }", "\"limits\": { \"rpm\": 1, \"queue_ms\": 1000 }, \"breaker\": { \"consecutive_failures_threshold\": 1 }");
        Answer(targets);
        using var good = await targets.AskAsync();
        _ = await targets.Gateway.Settled.NextAsync();

        using var refused = await targets.AskAsync(client: client);

        Assert.Equal(429, (int)refused.StatusCode);
        Assert.InRange(int.Parse(Header(refused, "retry-after")!, System.Globalization.CultureInfo.InvariantCulture), 20, 60);
        Assert.Contains(word, await refused.Content.ReadAsStringAsync());
        var attempt = Assert.Single((await targets.Gateway.Settled.NextAsync()).Attempts);
        Assert.Equal((FaultKind.RateLimit, FaultSource.Gateway, "backend_limit"), (attempt.Fault!.Kind, attempt.Fault.Source, attempt.Fault.Code));
        Assert.Equal([1], targets.Calls);
        Assert.Contains("\"breaker\":\"closed\"", await targets.Gateway.Client.GetStringAsync("admin/backends"));
    }

    [Fact]
    public async Task Target_that_is_full_after_all_others_failed_is_waited_for()
    {
        await using var targets = await Targets.StartAsync(2, "\"retry\": { \"max_retries\": 0 }", "\"limits\": { \"concurrency\": 1 }");
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        targets.Upstreams[0].Otherwise = _ => arrived.Task.IsCompleted ? Good : Held(arrived, go);
        targets.Upstreams[1].Otherwise = _ =>
        {
            go.SetResult();
            return Script.Json("{}", 500);
        };

        var first = targets.AskAsync();
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60));
        using var second = await targets.AskAsync();

        Assert.Equal((200, 200), ((int)(await first).StatusCode, (int)second.StatusCode));
        Assert.Equal([2, 1], targets.Calls);
        Settlement[] settled = [await targets.Gateway.Settled.NextAsync(), await targets.Gateway.Settled.NextAsync()];
        var attempts = settled.Single(static exchange => exchange.Attempts.Count == 2).Attempts;
        Assert.Equal(["t1", "t0"], attempts.Select(static attempt => attempt.Target.Backend.Id));
        Assert.Equal(TimeSpan.Zero, attempts[0].Queued);
    }

    [Fact]
    public async Task Target_that_had_no_room_is_waited_for_when_those_behind_it_failed()
    {
        await using var targets = await Targets.StartAsync(2, "\"retry\": { \"max_retries\": 0 }", "\"limits\": { \"concurrency\": 1 }", "\"breaker\": { \"consecutive_failures_threshold\": 1 }");
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        targets.Upstreams[0].Otherwise = _ => arrived.Task.IsCompleted ? Good : Held(arrived, go);
        targets.Upstreams[1].Otherwise = _ =>
        {
            go.SetResult();
            return Script.Json("{}", 500);
        };

        // The breaker of the second opens, so that it stands behind the first, which has no room.
        for (var i = 0; i < 2; i++)
        {
            (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
            var first = targets.AskAsync();
            await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60));
            using var second = await targets.AskAsync();
            Assert.Equal((200, 200), ((int)(await first).StatusCode, (int)second.StatusCode));
        }

        Assert.Equal([4, 2], targets.Calls);
        List<Settlement> settled = [];
        for (var i = 0; i < 4; i++)
            settled.Add(await targets.Gateway.Settled.NextAsync());
        Assert.Equal(["t0", "t1", "t0"], settled.Single(static exchange => exchange.Attempts.Count == 3).Attempts.Select(static attempt => attempt.Target.Backend.Id));
    }

    [Fact]
    public async Task Target_without_room_refuses_at_once_when_the_other_failed_and_the_wait_would_be_in_vain()
    {
        await using var targets = await Targets.StartAsync(2, "\"retry\": { \"max_retries\": 0 }", "\"limits\": { \"rpm\": 1, \"queue_ms\": 500 }");
        Answer(targets);
        targets.Upstreams[1].Otherwise = static _ => Script.Json("{}", 500);
        using var first = await targets.AskAsync();

        using var second = await targets.AskAsync();

        Assert.Equal((200, 429), ((int)first.StatusCode, (int)second.StatusCode));
        Assert.Equal([1, 1], targets.Calls);
    }

    [Fact]
    public async Task Tokens_that_were_not_used_are_given_back()
    {
        await using var targets = await Targets.StartAsync(2, backend: "\"limits\": { \"tpm\": 900 }");
        Answer(targets);

        for (var i = 0; i < 3; i++)
        {
            using var response = await targets.AskAsync();
            _ = await targets.Gateway.Settled.NextAsync();
        }

        Assert.Equal([3, 0], targets.Calls);
    }

    [Fact]
    public async Task Target_that_says_its_limit_is_reached_comes_after_others_and_is_asked_all_the_same_where_there_are_none()
    {
        await using var targets = await Targets.StartAsync(2);
        await using var sole = await Targets.StartAsync(1);
        foreach (var upstream in targets.Upstreams.Concat(sole.Upstreams))
            upstream.Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply, 200, ("x-ratelimit-limit-requests", "1"), ("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "10m"));

        for (var i = 0; i < 2; i++)
        {
            using var response = await targets.AskAsync();
            using var other = await sole.AskAsync();
            Assert.Equal((200, 200), ((int)response.StatusCode, (int)other.StatusCode));
            _ = await targets.Gateway.Settled.NextAsync();
            _ = await sole.Gateway.Settled.NextAsync();
        }

        Assert.Equal([1, 1], targets.Calls);
        Assert.Equal([2], sole.Calls);
    }

    [Fact]
    public async Task Sole_target_with_limits_that_answered_with_a_429_is_left_alone_until_its_time_is_over()
    {
        await using var targets = await Targets.StartAsync(1, backend: "\"limits\": { \"queue_ms\": 1000 }");
        targets.Upstreams[0].Otherwise = static _ => Script.Json("{}", 429, ("retry-after", "120"));
        using var first = await targets.AskAsync();
        _ = await targets.Gateway.Settled.NextAsync();

        using var second = await targets.AskAsync();

        Assert.Equal(429, (int)second.StatusCode);
        Assert.Equal("backend_limit", JsonDocument.Parse(await second.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("code").GetString());
        Assert.InRange(int.Parse(Header(second, "retry-after")!, System.Globalization.CultureInfo.InvariantCulture), 60, 120);
        Assert.Equal([1], targets.Calls);
    }

    private static string Vectors(int count)
    {
        var vectors = string.Join(',', Enumerable.Range(0, count).Select(static index => $$"""{"object":"embedding","index":{{index}},"embedding":[1]}"""));
        return $$"""{"object":"list","data":[{{vectors}}],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1} }""";
    }

    private static void Answer(Targets targets)
    {
        foreach (var upstream in targets.Upstreams)
            upstream.Otherwise = static _ => Good;
    }

    private static Script Held(TaskCompletionSource arrived, TaskCompletionSource go)
    {
        arrived.TrySetResult();
        return Script.Silence(go.Task).Append(Good);
    }

    private static async Task<System.Text.Json.Nodes.JsonArray> AttemptsAsync(Targets targets, HttpResponseMessage response) =>
        System.Text.Json.Nodes.JsonNode.Parse(await targets.Gateway.Client.GetStringAsync($"admin/requests/{Header(response, "x-parley-request-id")}/decision"))!["attempts"]!.AsArray();

    private static string Only(System.Text.Json.Nodes.JsonNode node, params string[] members) =>
        new System.Text.Json.Nodes.JsonObject(node.AsObject().Where(member => members.Contains(member.Key)).Select(static member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))).ToJsonString();

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
