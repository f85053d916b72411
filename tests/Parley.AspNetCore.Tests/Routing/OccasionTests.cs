using Parley.AspNetCore.Tests.Failure;
using Parley.Providers.Upstream;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Routing;

/// <summary>The headers of an answer that does not come from the first attempt say why it comes from there, and not why the first was the first.</summary>
public sealed class OccasionTests
{
    private const string TooLong = """{"error":{"message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""";
    private static readonly Script Good = Script.Json(WireSample.OpenAI.Reply);

    [Fact]
    public async Task First_attempt_that_answers_has_the_reason_of_the_decision()
    {
        await using var targets = await Targets.StartAsync(2);
        targets.Upstreams[0].Then(Good);

        Assert.Equal(("t0", "priority: first of 2"), await ToldAsync(targets));
    }

    [Fact]
    public async Task Next_target_says_what_the_one_before_it_failed_of()
    {
        await using var targets = await Targets.StartAsync(2);
        targets.Upstreams[0].Then(Script.Json("{}", 500));
        targets.Upstreams[1].Then(Good);

        Assert.Equal(("t1", "next target after t0/m-1: it failed"), await ToldAsync(targets));
    }

    [Fact]
    public async Task Alternatives_of_an_answer_are_those_that_were_not_tried()
    {
        await using var targets = await Targets.StartAsync(3, "\"retry\": { \"max_retries\": 0 }");
        targets.Upstreams[0].Then(Script.Json("{}", 500));
        targets.Upstreams[1].Then(Good);

        using var response = await targets.AskAsync();

        Assert.Equal("t2/m-1", response.Headers.GetValues("x-alternatives").Single());
    }

    [Fact]
    public async Task Refusal_after_several_attempts_says_why_the_last_was_made()
    {
        await using var targets = await Targets.StartAsync(2, "\"retry\": { \"max_retries\": 0 }");
        foreach (var upstream in targets.Upstreams)
            upstream.Otherwise = _ => Script.Json("{}", 500);

        using var response = await targets.AskAsync();

        Assert.Equal("next target after t0/m-1: it failed", response.Headers.GetValues("x-routing-reason").Single());
    }

    [Theory]
    [InlineData("first")]
    [InlineData("fastest")]
    public async Task Refusal_of_all_that_were_asked_at_once_says_so(string mode)
    {
        await using var targets = await Targets.StartAsync(2, $"\"retry\": {{ \"max_retries\": 0 }}, \"parallel\": {{ \"mode\": \"{mode}\" }}");
        foreach (var upstream in targets.Upstreams)
            upstream.Otherwise = _ => Script.Json("{}", 500);

        using var response = await targets.AskAsync();

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal("none of 2 asked at once answered", Header(response, "x-routing-reason"));
        Assert.Null(Header(response, "x-alternatives"));
    }

    [Fact]
    public async Task Refusal_after_retries_of_those_asked_at_once_tells_of_the_last()
    {
        await using var targets = await Targets.StartAsync(2, "\"retry\": { \"max_retries\": 1, \"initial_delay_ms\": 1 }, \"parallel\": { \"mode\": \"first\" }");
        foreach (var upstream in targets.Upstreams)
            upstream.Otherwise = static _ => Script.Json("{}", 500);

        using var response = await targets.AskAsync();

        Assert.Equal([2, 2], targets.Calls);
        Assert.Equal("retry after t1/m-1: it failed", Header(response, "x-routing-reason"));
    }

    [Fact]
    public async Task Refusal_at_the_deadline_of_a_hedge_tells_of_the_hedge()
    {
        await using var targets = await Targets.StartAsync(2, "\"hedge\": { \"enabled\": true, \"after_ms\": 1, \"max_share\": 1 }");
        foreach (var upstream in targets.Upstreams)
            upstream.Otherwise = static _ => Script.Stall();

        using var response = await targets.AskAsync(headers: ("X-Deadline-Ms", "500"));

        Assert.Equal(504, (int)response.StatusCode);
        Assert.Equal("hedge: t0/m-1 had not begun to answer after 1 ms", Header(response, "x-routing-reason"));
        Assert.Null(Header(response, "x-alternatives"));
    }

    [Theory]
    [InlineData("\"hedge\": { \"enabled\": true, \"after_ms\": 1, \"max_share\": 1 }", true, "t2/m-1")]
    [InlineData("\"hedge\": { \"enabled\": true, \"after_ms\": 1, \"max_share\": 1 }", false, "t2/m-1")]
    [InlineData("\"parallel\": { \"mode\": \"first\", \"max_targets\": 2 }", true, "t2/m-1")]
    [InlineData("\"parallel\": { \"mode\": \"fastest\" }", true, null)]
    public async Task Alternatives_are_none_of_those_that_are_being_asked(string tactic, bool stream, string? alternatives)
    {
        await using var targets = await Targets.StartAsync(3, tactic);
        var asked = new TaskCompletionSource();
        targets.Upstreams[0].Then(Script.Silence(asked.Task).Append(stream ? Script.Stream(WireSample.OpenAI.Stream, "text/event-stream") : Good));
        foreach (var upstream in targets.Upstreams.Skip(1))
        {
            upstream.Otherwise = _ =>
            {
                asked.TrySetResult();
                return Script.Stall();
            };
        }

        using var response = await targets.AskAsync(stream);

        Assert.Equal("t0", Header(response, "x-backend-used"));
        Assert.Equal(alternatives, Header(response, "x-alternatives"));
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(400, "t1/m-1")]
    public async Task Alternatives_of_a_refusal_are_those_that_were_not_tried(int status, string? alternatives)
    {
        await using var targets = await Targets.StartAsync(2, "\"retry\": { \"max_retries\": 0 }");
        foreach (var upstream in targets.Upstreams)
            upstream.Otherwise = _ => Script.Json("{}", status);

        using var response = await targets.AskAsync();

        Assert.False(response.IsSuccessStatusCode);
        Assert.Equal(alternatives, response.Headers.TryGetValues("x-alternatives", out var told) ? told.Single() : null);
    }

    [Fact]
    public async Task Retry_says_that_it_is_one_even_where_there_was_no_choice()
    {
        await using var targets = await Targets.StartAsync(1, "\"retry\": { \"max_retries\": 1, \"initial_delay_ms\": 1 }");
        targets.Upstreams[0].Then(Script.Json("{}", 500)).Then(Good);

        Assert.Equal(("t0", "retry after t0/m-1: it failed"), await ToldAsync(targets));
    }

    [Fact]
    public async Task Retry_of_one_of_several_names_that_one_and_its_own_fault()
    {
        await using var targets = await Targets.StartAsync(2, "\"retry\": { \"max_retries\": 1, \"initial_delay_ms\": 1 }");
        targets.Upstreams[0].Then(Script.Json("{}", 500)).Then(Good);
        targets.Upstreams[1].Then(Script.Json("{}", 503));

        Assert.Equal(("t0", "retry after t0/m-1: it failed"), await ToldAsync(targets));
    }

    [Fact]
    public async Task Fallback_says_what_it_was_configured_for()
    {
        await using var targets = await Targets.StartAsync(2, "\"context_window_fallbacks\": [\"t2/m-large\"]", spare: 1);
        targets.Upstreams[0].Then(Script.Json(TooLong, 400));
        targets.Upstreams[2].Then(Good);

        Assert.Equal(("t2", "fallback after t0/m-1: the prompt does not fit into its context window"), await ToldAsync(targets));
    }

    [Fact]
    public async Task Hedge_says_how_late_the_first_was()
    {
        await using var targets = await Targets.StartAsync(2, "\"hedge\": { \"enabled\": true, \"after_ms\": 60, \"max_share\": 1 }");
        targets.Upstreams[0].Then(Script.Stall());
        targets.Upstreams[1].Then(Good);

        Assert.Equal(("t1", "hedge: t0/m-1 had not begun to answer after 60 ms"), await ToldAsync(targets));
    }

    [Fact]
    public async Task Escalation_says_how_little_the_answer_before_it_convinced()
    {
        await using var targets = await Targets.StartAsync(2, "\"forwarding\": { \"enabled\": true }");
        targets.Upstreams[0].Then(Script.Json(WireSample.OpenAI.Reply.Replace("Hello there", "I don't know.", StringComparison.Ordinal)));
        targets.Upstreams[1].Then(Script.Json(WireSample.OpenAI.Reply.Replace("Hello there", "The capital of Australia is Canberra, which was chosen as a compromise.", StringComparison.Ordinal)));

        var (backend, reason) = await ToldAsync(targets);
        Assert.Equal("t1", backend);
        Assert.StartsWith("escalation after t0/m-1: its answer has a confidence of 0.", reason);
    }

    [Theory]
    [InlineData("I'm not sure, and it is unclear to me. Perhaps Sydney?", "I don't know.", "t0")]
    [InlineData("I don't know.", "I'm not sure, and it is unclear to me. Perhaps Sydney?", "t1")]
    public async Task Answer_that_does_not_convince_and_is_given_says_that_there_is_no_better_one(string first, string second, string expected)
    {
        await using var targets = await Targets.StartAsync(2, "\"forwarding\": { \"enabled\": true }");
        targets.Upstreams[0].Then(Script.Json(WireSample.OpenAI.Reply.Replace("Hello there", first, StringComparison.Ordinal)));
        targets.Upstreams[1].Then(Script.Json(WireSample.OpenAI.Reply.Replace("Hello there", second, StringComparison.Ordinal)));

        var (backend, reason) = await ToldAsync(targets);

        Assert.Equal(expected, backend);
        Assert.StartsWith("no better answer is to be had: its answer has a confidence of 0.", reason);
        var attempts = (await targets.Gateway.Settled.NextAsync()).Attempts;
        Assert.Equal([expected == "t0" ? NextAction.Stop : NextAction.Escalate, NextAction.Stop], attempts.Select(static attempt => attempt.Next!.Action));
        Assert.EndsWith(expected == "t0" ? "; the answer of t0/m-1 was surer" : "; no better answer is to be had", attempts[1].Next!.Why);
    }

    [Fact]
    public async Task One_of_several_at_once_says_so()
    {
        await using var targets = await Targets.StartAsync(2, "\"parallel\": { \"mode\": \"first\" }");
        targets.Upstreams[0].Then(Script.Stall());
        targets.Upstreams[1].Then(Good);

        Assert.Equal(("t1", "the first of 2 asked at once that began to answer"), await ToldAsync(targets));
    }

    private static async Task<(string? Backend, string? Reason)> ToldAsync(Targets targets)
    {
        using var response = await targets.AskAsync();
        Assert.Equal(200, (int)response.StatusCode);
        return (Header(response, "x-backend-used"), Header(response, "x-routing-reason"));
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
