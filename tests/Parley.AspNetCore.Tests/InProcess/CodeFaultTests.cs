using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.InProcess;

/// <summary>Code that fails, stalls or is left.</summary>
public sealed class CodeFaultTests
{
    private const string Chain = """{ "models": [ { "name": "m", "targets": ["first/one", "second/one"] } ] }""";

    public static MatrixTheoryData<string, bool> Callers => new(WireSample.All.Select(static sample => sample.Provider), [false, true]);

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task What_is_thrown_before_the_first_piece_is_a_fault_of_the_backend(string client, bool stream)
    {
        await using var gateway = await RunningGateway.StartAsync("{}", code: new DelegateBackend("first", static (_, _) => Broken("It broke.\n   at Secret.Place()")));

        var (status, body) = await gateway.AskAsync(client, "first/one", stream);

        Assert.Equal(502, status);
        Assert.Contains("The backend first failed: It broke.", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", body, StringComparison.Ordinal);
        var settlement = await gateway.Settled.NextAsync();
        Assert.Equal((FaultKind.Upstream, "first"), (settlement.Fault!.Kind, settlement.Fault.Backend));
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Failure_before_the_first_piece_hands_over_to_the_next_target(string client, bool stream)
    {
        await using var gateway = await RunningGateway.StartAsync(Chain, code: [new DelegateBackend("first", static (_, _) => Broken("It broke.")), new DelegateBackend("second", static (_, _) => Code.Say("Rescued"))]);

        var (status, body) = await gateway.AskAsync(client, "m", stream);

        Assert.Equal(200, status);
        Assert.Equal("Rescued", AnswerText.Of(body));
        Assert.Equal(2, (await gateway.Settled.NextAsync()).Attempts.Count);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Failure_behind_the_first_piece_ends_a_stream_and_hands_over_a_whole_reply(string client, bool stream)
    {
        await using var gateway = await RunningGateway.StartAsync(Chain, code: [new DelegateBackend("first", static (_, _) => Broken("It broke.", "Begun")), new DelegateBackend("second", static (_, _) => Code.Say("Rescued"))]);

        var (status, body) = await gateway.AskAsync(client, "m", stream);

        Assert.Equal(200, status);
        Assert.Equal(stream ? "Begun" : "Rescued", AnswerText.Of(body));
        Assert.Equal(stream, body.Contains("The backend first failed: It broke.", StringComparison.Ordinal));
        var settlement = await gateway.Settled.NextAsync();
        Assert.Equal(stream ? 1 : 2, settlement.Attempts.Count);
    }

    [Theory]
    [InlineData(FaultKind.RateLimit, 429)]
    [InlineData(FaultKind.ContextLength, 400)]
    [InlineData(FaultKind.Overloaded, 503)]
    public async Task Code_says_which_fault_it_is(FaultKind kind, int expected)
    {
        var code = new DelegateBackend("first", (_, _) => Task.FromException<ChatReply>(new BackendFaultException(new Fault(kind, "Not now.") { RetryAfter = TimeSpan.FromSeconds(3) })));
        await using var gateway = await RunningGateway.StartAsync("{}", code: code);

        using var response = await gateway.PostAsync("v1/chat/completions", WireSample.OpenAI.Body("first/one", "Hi", false));

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Equal("3", response.Headers.GetValues("retry-after").Single());
        Assert.Contains("Not now.", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Network_backend_takes_over_from_code_and_code_from_it()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.Anthropic.Reply)).Then(Script.Json("{}", 500));
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "far", "type": "anthropic", "endpoint": "{{upstream.Address}}", "api_key": "sk-1" } ],
              "models": [ { "name": "out", "targets": ["bad/one", "far/m-1"] }, { "name": "in", "targets": ["far/m-1", "good/one"] } ] }
            """, code: [new DelegateBackend("bad", static (_, _) => Broken("No.")), new DelegateBackend("good", static (_, _) => Code.Say("Here"))]);

        Assert.Equal("Hello there", AnswerText.Of((await gateway.AskAsync("openai", "out", stream: false)).Body));
        Assert.Equal("Here", AnswerText.Of((await gateway.AskAsync("openai", "in", stream: false)).Body));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Caller_who_leaves_cancels_the_token_of_the_code(bool stream)
    {
        var begun = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        await using var gateway = await RunningGateway.StartAsync("{}", code: new DelegateBackend("first", (_, token) => Waiting(begun, left, token)));
        using var leaving = new CancellationTokenSource();

        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = new StringContent(WireSample.OpenAI.Body("first/one", "Hi", stream), null, "application/json") };
        var asking = gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaving.Token);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        if (stream)
            (await asking).Dispose();
        else
            await leaving.CancelAsync();

        await left.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(FaultKind.Cancelled, (await gateway.Settled.NextAsync()).Fault!.Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Code_that_does_not_look_at_its_token_is_left_behind_when_its_time_is_over(bool stream)
    {
        var never = new TaskCompletionSource();
        var slow = new DelegateBackend("first", (_, _) => Stuck(never.Task)) { Timeouts = new Timeouts { FirstEvent = TimeSpan.FromMilliseconds(200) } };
        await using var gateway = await RunningGateway.StartAsync(Chain, code: [slow, new DelegateBackend("second", static (_, _) => Code.Say("Rescued"))]);

        var (status, body) = await gateway.AskAsync("openai", "m", stream);
        never.SetResult();

        Assert.Equal((200, "Rescued"), (status, AnswerText.Of(body)));
        Assert.Equal(FaultKind.FirstEventTimeout, (await gateway.Settled.NextAsync()).Attempts[0].Fault!.Kind);
    }

    [Theory]
    [InlineData("nothing", "gave no answer")]
    [InlineData("detail", "without what its kind says")]
    [InlineData("arguments", "without the start of its call")]
    [InlineData("behind", "behind its finish")]
    public async Task Steps_that_no_stream_can_hold_are_a_fault(string which, string expected)
    {
        ChatEvent[] steps = which switch
        {
            "detail" => [ChatEvent.Of(ChatEventKind.Usage)],
            "arguments" => [new ChatEvent(ChatEventKind.ToolCallArguments, 0, 0, "{}")],
            "behind" => [ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.Stop)), new ChatEvent(ChatEventKind.Text, 0, 0, "more")],
            _ => [],
        };
        await using var gateway = await RunningGateway.StartAsync("{}", code: new DelegateBackend("first", (_, _) => Code.Tell(steps)));

        var (status, body) = await gateway.AskAsync("anthropic", "first/one", stream: false);

        Assert.Equal(502, status);
        Assert.Contains(expected, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MINE")]
    [InlineData("other")]
    public void Id_that_stands_twice_is_a_problem_of_the_configuration(string second)
    {
        var loader = new ConfigurationLoader(Catalog.BuiltIn, static _ => null) { InProcess = [new DelegateBackend("mine", static (_, _) => Code.Say("Hi")), new DelegateBackend("other", static (_, _) => Code.Say("Hi"))] };

        var loaded = second == "MINE"
            ? loader.Load([new SourceText("parley.json", """{ "backends": [ { "id": "MINE", "type": "openai", "api_key": "sk-1" } ] }""")])
            : loader.Load(new GatewayOptions { InProcess = [new DelegateBackend(second, static (_, _) => Code.Say("Hi"))] });

        Assert.Null(loaded.Snapshot);
        Assert.Equal(ProblemCode.SameName, loaded.Problems.Single(static problem => problem.Severity == Severity.Error).Code);
    }

    private static async IAsyncEnumerable<string> Broken(string message, string? first = null)
    {
        await Task.Yield();
        if (first is not null)
            yield return first;
        throw new InvalidOperationException(message);
    }

    private static async IAsyncEnumerable<string> Waiting(TaskCompletionSource begun, TaskCompletionSource left, [EnumeratorCancellation] CancellationToken token)
    {
        yield return "Begun";
        begun.SetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, token);
        }
        finally
        {
            left.SetResult();
        }
    }

    private static async IAsyncEnumerable<string> Stuck(Task never)
    {
        await never;
        yield return "late";
    }
}
