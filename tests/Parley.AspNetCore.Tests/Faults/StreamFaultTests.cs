using System.Text;
using System.Text.RegularExpressions;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Faults;

/// <summary>Backends that fail before or in the middle of a stream, through every pair of dialects.</summary>
public sealed partial class StreamFaultTests
{
    [Theory]
    [InlineData("anthropic", "openai")]
    [InlineData("openai", "anthropic")]
    public async Task Stream_that_is_no_stream_is_a_fault_before_the_first_event(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream);
        pair.First.Then(Script.Whole("<html>hi</html>", "text/html"));
        pair.Second.Then(Script.Whole("<html>hi</html>", "text/html"));

        using var response = await pair.AskAsync(stream: true);

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Equal(2, pair.First.Received.Count + pair.Second.Received.Count);
    }

    [Theory]
    [InlineData("v1/chat/completions", "openai", """ "messages":[{"role":"user","content":"Hi"}] """)]
    [InlineData("v1/completions", "openai", """ "prompt":"Hi" """)]
    [InlineData("v1/responses", "openai", """ "input":"Hi" """)]
    [InlineData("v1/chat/completions", "anthropic", """ "messages":[{"role":"user","content":"Hi"}] """)]
    public async Task Stream_that_was_cut_has_one_code_for_all_callers_of_OpenAI(string path, string upstream, string asked)
    {
        await using var pair = await Pair.StartAsync("openai", upstream);
        var whole = WireSample.Of(upstream).Stream;
        pair.First.Then(StreamOf(upstream, whole[..(whole.IndexOf(" there", StringComparison.Ordinal) - 200)]).End());

        using var response = await pair.Gateway.PostAsync(path, $$"""{"model":"m","stream":true,{{asked}}}""");

        Assert.Contains("malformed_upstream_reply", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pair.All), MemberType = typeof(Pair))]
    public async Task Stream_arrives_whole_and_is_settled_with_its_usage(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream);
        pair.First.Then(StreamOf(upstream, WireSample.Of(upstream).Stream).End());

        using var response = await pair.AskAsync(stream: true);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("Hello", text);
        Assert.Contains(" there", text);
        var settlement = await pair.Gateway.Settled.NextAsync();
        Assert.Null(settlement.Fault);
        Assert.Equal(7, settlement.Usage.TotalInput);
        Assert.Equal(2, settlement.Usage.TotalOutput);
    }

    [Theory]
    [MemberData(nameof(Pair.All), MemberType = typeof(Pair))]
    public async Task Bytes_in_drips_make_the_same_stream(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream);
        pair.First.Then(StreamOf(upstream, WireSample.Of(upstream).Stream).End()).Then(StreamOf(upstream, "").Drip(WireSample.Of(upstream).Stream).End());

        using var whole = await pair.AskAsync(stream: true);
        using var drips = await pair.AskAsync(stream: true);

        Assert.Equal(Normal(await whole.Content.ReadAsStringAsync(), whole), Normal(await drips.Content.ReadAsStringAsync(), drips));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task End_without_an_answer_hands_over_to_the_next_on_both_lanes(string client)
    {
        await using var pair = await Pair.StartAsync(client, "openai");
        pair.First.Then(Script.Stream("data: [DONE]\n\n", "text/event-stream")).Then(Script.Stream("data: [DONE]\n\n", "text/event-stream"));
        pair.Second.Then(Script.Stream(WireSample.OpenAI.Stream, "text/event-stream")).Then(Script.Stream("data: [DONE]\n\n", "text/event-stream"));

        using var rescued = await pair.AskAsync(stream: true);
        var text = await rescued.Content.ReadAsStringAsync();
        using var failed = await pair.AskAsync(stream: true);

        Assert.Contains(" there", text);
        Assert.Equal(client == "openai" ? 1 : 0, Regex.Count(text, "DONE"));
        Assert.Equal(502, (int)failed.StatusCode);
    }

    /// <summary>Bytes that are no UTF-8 would make the text of another dialect broken JSON.</summary>
    [Theory]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    [InlineData("ollama")]
    public async Task Text_that_is_no_utf8_is_not_translated(string client)
    {
        await using var pair = await Pair.StartAsync(client, "openai");
        pair.First.Then(Garbled(WireSample.OpenAI.Reply, "application/json")).Then(Garbled(WireSample.OpenAI.Stream, "text/event-stream"));
        pair.Second.Then(Script.Json(WireSample.OpenAI.Reply)).Then(Script.Stream(WireSample.OpenAI.Stream, "text/event-stream"));

        using var whole = await pair.AskAsync(stream: false);
        using var stream = await pair.AskAsync(stream: true);

        Assert.Contains("Hello there", await whole.Content.ReadAsStringAsync());
        Assert.Contains("Hello", await stream.Content.ReadAsStringAsync());
        Assert.Equal([FaultKind.MalformedReply, null], (await pair.Gateway.Settled.NextAsync()).Attempts.Select(attempt => attempt.Fault?.Kind));
        Assert.Equal([FaultKind.MalformedReply, null], (await pair.Gateway.Settled.NextAsync()).Attempts.Select(attempt => attempt.Fault?.Kind));
    }

    [Theory]
    [MemberData(nameof(Pair.All), MemberType = typeof(Pair))]
    public async Task Reset_before_anything_can_be_seen_hands_over_to_the_next(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream);
        pair.First.Then(StreamOf(upstream, WireSample.Of(upstream).Prelude).ThenReset());
        pair.Second.Then(StreamOf(upstream, WireSample.Of(upstream).Stream).End());

        using var response = await pair.AskAsync(stream: true);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains(" there", text);
        Assert.DoesNotContain("\"error\"", text.Replace("\"error\":null", "", StringComparison.Ordinal));
        var settlement = await pair.Gateway.Settled.NextAsync();
        Assert.Equal(2, settlement.Attempts.Count);
        Assert.Null(settlement.Fault);
    }

    [Theory]
    [MemberData(nameof(Pair.All), MemberType = typeof(Pair))]
    public async Task Reset_in_the_middle_ends_with_the_dialects_error_and_is_not_tried_elsewhere(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream);
        var sample = WireSample.Of(upstream);
        pair.First.Then(StreamOf(upstream, sample.Prelude + sample.Text.First).ThenReset());

        using var response = await pair.AskAsync(stream: true);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("Hello", text);
        Assert.Contains("\"error\"", text);
        Assert.Empty(pair.Second.Received);
        var settlement = await pair.Gateway.Settled.NextAsync();
        Assert.Equal(FaultKind.MalformedReply, settlement.Fault?.Kind);
    }

    [Theory]
    [MemberData(nameof(Pair.All), MemberType = typeof(Pair))]
    public async Task End_without_a_finish_is_an_error_and_never_a_clean_end(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream);
        var sample = WireSample.Of(upstream);
        pair.First.Then(StreamOf(upstream, sample.Prelude + sample.Text.First).End());

        using var response = await pair.AskAsync(stream: true);

        Assert.Contains("\"error\"", await response.Content.ReadAsStringAsync());
        Assert.Equal(FaultKind.MalformedReply, (await pair.Gateway.Settled.NextAsync()).Fault?.Kind);
    }

    [Theory]
    [MemberData(nameof(Pair.All), MemberType = typeof(Pair))]
    public async Task Stall_between_events_ends_with_an_idle_timeout(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream, "\"idle_timeout_ms\": 150");
        var sample = WireSample.Of(upstream);
        pair.First.Then(StreamOf(upstream, sample.Prelude + sample.Text.First).ThenStall());

        using var response = await pair.AskAsync(stream: true);

        Assert.Contains("\"error\"", await response.Content.ReadAsStringAsync());
        Assert.Equal(FaultKind.IdleTimeout, (await pair.Gateway.Settled.NextAsync()).Fault?.Kind);
        await pair.First.Received[0].CallerLeft.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [MemberData(nameof(Pair.All), MemberType = typeof(Pair))]
    public async Task Stall_before_the_first_event_hands_over_to_the_next(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream, "\"first_event_timeout_ms\": 150");
        pair.First.Then(StreamOf(upstream, WireSample.Of(upstream).Prelude).ThenStall());
        pair.Second.Then(StreamOf(upstream, WireSample.Of(upstream).Stream).End());

        using var response = await pair.AskAsync(stream: true);

        Assert.Contains(" there", await response.Content.ReadAsStringAsync());
        Assert.Equal(FaultKind.FirstEventTimeout, (await pair.Gateway.Settled.NextAsync()).Attempts[0].Fault?.Kind);
    }

    [Theory]
    [MemberData(nameof(Pair.All), MemberType = typeof(Pair))]
    public async Task Caller_who_leaves_cancels_the_backend_and_is_no_failure_of_it(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream);
        var sample = WireSample.Of(upstream);
        pair.First.Then(StreamOf(upstream, sample.Prelude + sample.Text.First).ThenStall());

        using (var response = await pair.AskAsync(stream: true))
        {
            var stream = await response.Content.ReadAsStreamAsync();
            Assert.True(await stream.ReadAsync(new byte[16]) > 0);
        }

        await pair.First.Received[0].CallerLeft.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(FaultKind.Cancelled, (await pair.Gateway.Settled.NextAsync()).Fault?.Kind);
        Assert.Empty(pair.Second.Received);
    }

    [Theory]
    [MemberData(nameof(Pair.All), MemberType = typeof(Pair))]
    public async Task Garbage_in_place_of_events_hands_over_to_the_next(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream);
        pair.First.Then(StreamOf(upstream, "data: {\"oops\": tru\n\n{nonsense\n\n").End());
        pair.Second.Then(StreamOf(upstream, WireSample.Of(upstream).Stream).End());

        using var response = await pair.AskAsync(stream: true);

        Assert.Contains(" there", await response.Content.ReadAsStringAsync());
        Assert.Equal(FaultKind.MalformedReply, (await pair.Gateway.Settled.NextAsync()).Attempts[0].Fault?.Kind);
    }

    [Theory]
    [MemberData(nameof(Pair.All), MemberType = typeof(Pair))]
    public async Task Silent_backend_lets_the_caller_hear_a_sign_of_life_and_may_still_fail_over(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream, "\"first_event_timeout_ms\": 500", "\"keepalive_ms\": 100");
        pair.First.Then(Script.Stall());
        pair.Second.Then(StreamOf(upstream, WireSample.Of(upstream).Stream).End());

        using var response = await pair.AskAsync(stream: true);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains(" there", text);
        Assert.True(text.IndexOf("Hello", StringComparison.Ordinal) > 0);
        Assert.Equal(2, (await pair.Gateway.Settled.NextAsync()).Attempts.Count);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("openai-responses")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    [InlineData("ollama")]
    public async Task Forced_slow_lane_tells_the_caller_the_same(string dialect)
    {
        await using var pair = await Pair.StartAsync(dialect, dialect, server: "\"allow_slow_lane\": true");
        var sample = WireSample.Of(dialect);
        pair.First.Then(StreamOf(dialect, sample.Stream).End()).Then(StreamOf(dialect, sample.Stream).End());

        using var fast = await pair.AskAsync(stream: true);
        using var slow = await pair.AskAsync(stream: true, ("x-parley-lane", "slow"));

        var codec = KnownDialects.All.First(known => known.Prefix == dialect || known.Name == dialect).Chat;
        var framing = dialect == "ollama" ? StreamFraming.NewlineDelimitedJson : StreamFraming.ServerSentEvents;
        Assert.Equal(await FoldAsync(fast, codec, framing), await FoldAsync(slow, codec, framing));
    }

    private static async Task<string> FoldAsync(HttpResponseMessage response, IChatCodec codec, StreamFraming framing) =>
        ConversationText.Of(StreamFold.Once(codec, await response.Content.ReadAsByteArrayAsync(), framing).Whole);

    private static Script Garbled(string text, string contentType)
    {
        var bytes = Encoding.Latin1.GetBytes(text.Replace("Hello", "He\u00ff\u00fello", StringComparison.Ordinal));
        return Script.Stream(contentType).Send([.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, .. "\r\n"u8]).End();
    }

    private static Script StreamOf(string upstream, string text)
    {
        var script = Script.Stream(WireSample.Of(upstream).ContentType);
        return text.Length == 0 ? script : script.Chunk(text);
    }

    /// <summary>Takes out what is new in every exchange: its id, and the second that it began in.</summary>
    private static string Normal(string text, HttpResponseMessage response) =>
        Moment().Replace(text.Replace(response.Headers.GetValues("x-parley-request-id").Single(), "ID", StringComparison.Ordinal), "");

    [GeneratedRegex("created(?:_at)?\":(?:\\d+|\"[^\"]*\")", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Moment();
}
