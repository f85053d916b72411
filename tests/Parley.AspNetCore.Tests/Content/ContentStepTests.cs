using Parley.AspNetCore.Tests.Faults;
using Parley.AspNetCore.Tests.InProcess;
using Parley.Dialects.Conversation;
using Parley.Pipeline;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Content;

/// <summary>Steps that change what is said, between callers and backends of every dialect.</summary>
public sealed class ContentStepTests
{
    public static MatrixTheoryData<string, string, bool> All => new(WireSample.All.Select(static sample => sample.Provider), WireSample.All.Select(static sample => sample.Provider), [false, true]);

    [Theory]
    [MemberData(nameof(All))]
    public async Task Request_and_answer_are_changed_whole_and_streamed(string client, string upstream, bool stream)
    {
        await using var pair = await Pair.StartAsync(client, upstream, steps: [Shouting()]);
        pair.First.Then(Answer(upstream, stream));

        using var response = await pair.AskAsync(stream);

        Assert.Equal("HELLO THERE", AnswerText.Of(await response.Content.ReadAsStringAsync()));
        Assert.Contains("SAY HELLO", pair.First.Received.Single().Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Say hello", pair.First.Received.Single().Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Answer_that_must_be_seen_whole_is_changed_in_streams_too(string client, string upstream, bool stream)
    {
        await using var pair = await Pair.StartAsync(client, upstream, steps: [new TransformMiddleware { Reply = static reply => reply with { Choices = [reply.Choices[0] with { Parts = [new TextPart("Other")] }] } }]);
        pair.First.Then(Answer(upstream, stream));

        using var response = await pair.AskAsync(stream);

        Assert.Equal("Other", AnswerText.Of(await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusal_of_the_backend_keeps_status_code_and_time_to_come_back(bool stream)
    {
        await using var pair = await Pair.StartAsync("openai", "openai", steps: [Shouting()]);
        var refusal = Script.Json("""{"error":{"message":"Slow down","type":"rate_limit_error","code":"rate_limit_exceeded"}}""", 429, ("retry-after", "7"));
        pair.First.Then(refusal);
        pair.Second.Then(refusal);

        using var response = await pair.AskAsync(stream);

        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal("7", response.Headers.GetValues("retry-after").Single());
        Assert.Contains("rate_limit_exceeded", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_that_a_step_does_not_change_keeps_its_bytes()
    {
        await using var pair = await Pair.StartAsync("openai", "openai", steps: [new TransformMiddleware { Request = static request => request }]);
        pair.First.Then(Script.Json(WireSample.OpenAI.Reply));

        using var response = await pair.Gateway.PostAsync("v1/chat/completions", """{ "messages" : [ {"role":"user","content":"\u00e9"} ],"model":"m" , "future":1}""");

        Assert.Equal("""{ "messages" : [ {"role":"user","content":"\u00e9"} ],"model":"m-1" , "future":1}""", pair.First.Received.Single().Body);
        Assert.Equal(WireSample.OpenAI.Reply, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Model_that_a_step_names_is_the_one_that_is_routed()
    {
        await using var pair = await Pair.StartAsync("gemini", "gemini", steps: [new TransformMiddleware { Request = static request => request with { Model = "second/m-9" } }]);
        pair.Second.Then(Script.Json(WireSample.Gemini.Reply));

        using var response = await pair.AskAsync(false);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("m-9", pair.Second.Received.Single().Target, StringComparison.Ordinal);
    }

    private static TransformMiddleware Shouting() => new()
    {
        Request = static request => request with { Messages = [.. request.Messages.Select(static message => message with { Parts = [.. message.Parts.Select(static part => part is TextPart text ? text with { Text = text.Text.ToString().ToUpperInvariant() } : part)] })] },
        Event = static one => one.Kind == ChatEventKind.Text ? one with { Text = one.Text.ToString().ToUpperInvariant() } : one,
    };

    private static Script Answer(string upstream, bool stream) =>
        stream ? Script.Stream(WireSample.Of(upstream).Stream, WireSample.Of(upstream).ContentType) : Script.Json(WireSample.Of(upstream).Reply);
}
