using Parley.Providers.Upstream;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Failure;

/// <summary>Answers that do not convince are asked for again from a stronger model.</summary>
public sealed class EscalationTests
{
    private const string Sure = "The capital of Australia is Canberra, which was chosen as a compromise.";
    private const string Unsure = "I'm not sure, and it is unclear to me. Perhaps Sydney?";
    private const string Clueless = "I don't know.";
    private const string On = "\"forwarding\": { \"enabled\": true }";

    [Theory]
    [InlineData("openai", false)]
    [InlineData("openai", true)]
    [InlineData("anthropic", true)]
    public async Task Answer_that_does_not_convince_is_never_seen_and_the_next_model_is_asked(string client, bool stream)
    {
        await using var targets = await Targets.StartAsync(2, On);
        targets.Upstreams[0].Then(Answer(Unsure, stream));
        targets.Upstreams[1].Then(Answer(Sure, stream));

        using var response = await targets.AskAsync(stream, client);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("Canberra", text);
        Assert.DoesNotContain("Sydney", text);
        var settlement = await targets.Gateway.Settled.NextAsync();
        Assert.Equal([NextAction.Escalate, null], settlement.Attempts.Select(static attempt => attempt.Next?.Action));
        Assert.Contains("confidence", settlement.Attempts[0].Next?.Why);
        Assert.Equal([false, true], settlement.Attempts.Select(static attempt => attempt.Committed));
        Assert.Equal(7, settlement.Attempts[0].Usage.TotalInput);
    }

    [Fact]
    public async Task Answer_that_convinces_is_given_without_a_second_call()
    {
        await using var targets = await Targets.StartAsync(2, On);
        targets.Upstreams[0].Then(Answer(Sure, stream: false));

        using var response = await targets.AskAsync();

        Assert.Contains("Canberra", await response.Content.ReadAsStringAsync());
        Assert.Equal([1, 0], targets.Calls);
    }

    [Theory]
    [InlineData(true, "Sydney")]
    [InlineData(false, "know")]
    public async Task Best_of_answers_that_do_not_convince_is_given_or_the_last(bool best, string expected)
    {
        await using var targets = await Targets.StartAsync(2, $"\"forwarding\": {{ \"enabled\": true, \"return_best_attempt\": {(best ? "true" : "false")} }}");
        targets.Upstreams[0].Then(Answer(Unsure, stream: false));
        targets.Upstreams[1].Then(Answer(Clueless, stream: false));

        using var response = await targets.AskAsync();

        Assert.Contains(expected, await response.Content.ReadAsStringAsync());
        Assert.Single((await targets.Gateway.Settled.NextAsync()).Attempts, static attempt => attempt.Committed);
    }

    [Fact]
    public async Task Path_says_who_is_asked_and_in_which_order()
    {
        await using var targets = await Targets.StartAsync(1, "\"forwarding\": { \"enabled\": true, \"escalation_path\": [\"t2/m-2\", \"t1/m-3\"] }", spare: 2);
        targets.Upstreams[0].Then(Answer(Clueless, stream: false));
        targets.Upstreams[2].Then(Answer(Clueless, stream: false));
        targets.Upstreams[1].Then(Answer(Sure, stream: false));

        using var response = await targets.AskAsync();

        Assert.Contains("Canberra", await response.Content.ReadAsStringAsync());
        Assert.Equal(["t0/m-1", "t2/m-2", "t1/m-3"], (await targets.Gateway.Settled.NextAsync()).Attempts.Select(static attempt => attempt.Target.ToString()));
    }

    [Fact]
    public async Task No_more_models_are_asked_than_configured()
    {
        await using var targets = await Targets.StartAsync(3, "\"forwarding\": { \"enabled\": true, \"max_retries\": 1 }");
        foreach (var upstream in targets.Upstreams)
            upstream.Then(Answer(Clueless, stream: false));

        using var response = await targets.AskAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal([1, 1, 0], targets.Calls);
    }

    [Fact]
    public async Task Stronger_model_that_fails_leaves_the_answer_that_there_is()
    {
        await using var targets = await Targets.StartAsync(2, On + ", \"retry\": { \"max_retries\": 0 }");
        targets.Upstreams[0].Then(Answer(Unsure, stream: false));
        targets.Upstreams[1].Then(Script.Json("{}", 500));

        using var response = await targets.AskAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("Sydney", await response.Content.ReadAsStringAsync());
        Assert.Null((await targets.Gateway.Settled.NextAsync()).Fault);
    }

    [Fact]
    public async Task First_model_that_fails_goes_on_to_the_next()
    {
        await using var targets = await Targets.StartAsync(2, On);
        targets.Upstreams[0].Then(Script.Json("{}", 500));
        targets.Upstreams[1].Then(Answer(Sure, stream: false));

        using var response = await targets.AskAsync();

        Assert.Contains("Canberra", await response.Content.ReadAsStringAsync());
    }

    private static Script Answer(string text, bool stream)
    {
        var sample = WireSample.OpenAI;
        return stream
            ? Script.Stream(sample.Prelude + sample.Text.First.Replace("Hello", text, StringComparison.Ordinal) + sample.Ending, sample.ContentType)
            : Script.Json(sample.Reply.Replace("Hello there", text, StringComparison.Ordinal));
    }
}
