using System.ComponentModel;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline;

namespace Parley.Extensions.AI.Tests;

/// <summary>Tools that are run until the model has its answer.</summary>
public sealed class ToolTests
{
    private static readonly AIFunction Add = AIFunctionFactory.Create(static (int a, int b) => a + b, "add");

    [Fact]
    public async Task Limits_that_nothing_can_keep_are_refused_before_anything_is_asked_and_endless_ones_mean_none()
    {
        await using var parley = new Played((_, number) => ReplyEvents.Of(number == 0 ? Played.Call("add", """{"a":1,"b":2}""") : ChatReply.Of("3"))).Client();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => parley.RunToolsAsync("played/m", "Go", [Add], new RunToolsOptions { ToolTimeout = TimeSpan.FromSeconds(-1) }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => parley.RunToolsAsync("played/m", "Go", [Add], new RunToolsOptions { ToolTimeouts = new Dictionary<string, TimeSpan> { ["add"] = TimeSpan.Zero } }));
        Assert.Equal("3", (await parley.RunToolsAsync("played/m", "Go", [Add], new RunToolsOptions { ToolTimeout = TimeSpan.MaxValue })).Reply.Text);
    }

    [Fact]
    public async Task Exception_that_says_nothing_is_told_by_its_name()
    {
        await using var parley = new Played((_, number) => ReplyEvents.Of(number == 0 ? Played.Call("mute", "{}") : ChatReply.Of("x"))).Client();

        var run = await parley.RunToolsAsync("played/m", "Go", [AIFunctionFactory.Create(string () => throw new InvalidOperationException(""), "mute")]);

        Assert.Equal("It failed with InvalidOperationException.", run.Steps[0].Outcomes[0].Error);
    }

    [Fact]
    public async Task Model_is_told_what_its_tools_gave_until_it_has_an_answer()
    {
        var played = new Played(Using(10, Played.Call("add", """{"a":1,"b":2}""")), Using(5, Played.Call("add", """{"a":3,"b":4}""", "c2")), Using(7, Played.Reply("Ten")));
        await using var parley = played.Client();
        var steps = new List<ToolStep>();

        var run = await parley.RunToolsAsync("played/m", "1+2+3+4?", [Add], new RunToolsOptions { OnStep = steps.Add });

        Assert.Equal("Ten", run.Text);
        Assert.Equal(["3", "7"], run.Steps.Select(static step => step.Outcomes[0].Result!.ToString()));
        Assert.Equal(run.Steps, steps);
        Assert.Equal(22, run.Usage.TotalInput);
        Assert.Equal([Role.User, Role.Assistant, Role.Tool, Role.Assistant, Role.Tool, Role.Assistant], run.Messages.Select(static message => message.Role));
        var result = (ToolResultPart)played.Last.Messages[2].Parts[0];
        Assert.Equal(("c1", "3", null), (result.ToolCallId, ((TextPart)result.Content[0]).Text.ToString(), result.IsError));
        Assert.Equal("add", Assert.Single(played.Asked[0].Tools).Name);
    }

    [Theory]
    [InlineData("add", """{"a":1}""", "The arguments of add are wrong: ")]
    [InlineData("add", """{"a":"one","b":2}""", "The arguments of add are wrong: $.a must be of type integer.")]
    [InlineData("add", """{"a":1,""", "The arguments of add are no JSON object.")]
    [InlineData("sub", "{}", "There is no tool sub. The tools are: add, fail.")]
    [InlineData("fail", "{}", "No luck today.")]
    public async Task What_cannot_be_called_or_fails_is_told_to_the_model(string name, string arguments, string told)
    {
        var played = new Played(Played.Call(name, arguments), Played.Reply("Sorry"));
        await using var parley = played.Client();
        var fail = AIFunctionFactory.Create(static string () => throw new InvalidOperationException("No luck today.\n   at Somewhere.Secret()"), "fail");

        var run = await parley.RunToolsAsync("played/m", "Try", [Add, fail]);

        Assert.Equal("Sorry", run.Text);
        var result = (ToolResultPart)played.Last.Messages[2].Parts[0];
        var text = ((TextPart)result.Content[0]).Text.ToString();
        Assert.StartsWith("Error: " + told, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", text, StringComparison.Ordinal);
        Assert.True(result.IsError);
    }

    [Fact]
    public async Task Calls_of_a_turn_run_side_by_side_and_are_told_in_their_order()
    {
        var both = new Barrier();
        var first = AIFunctionFactory.Create(async () => await both.ArriveAsync("first"), "first");
        var second = AIFunctionFactory.Create(async () => await both.ArriveAsync("second"), "second");
        var played = new Played(Played.Reply(FinishReason.ToolCalls, Played.CallPart("first", "{}", "c1"), Played.CallPart("second", "{}", "c2")), Played.Reply("Done"));
        await using var parley = played.Client();

        var run = await parley.RunToolsAsync("played/m", "Go", [second, first]);

        Assert.Equal(["first", "second"], run.Steps[0].Outcomes.Select(static outcome => outcome.Result!.ToString()));
    }

    [Fact]
    public async Task Calls_run_one_after_the_other_where_that_is_asked()
    {
        var (running, most) = (0, 0);
        var tool = AIFunctionFactory.Create(async () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
        }, "tool");
        await using var parley = new Played(Played.Reply(FinishReason.ToolCalls, [.. Enumerable.Range(0, 8).Select(static i => Played.CallPart("tool", "{}", $"c{i}"))]), Played.Reply("Done")).Client();

        await parley.RunToolsAsync("played/m", "Go", [tool], new RunToolsOptions { Parallel = false });

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Model_that_never_ends_is_an_exception_with_what_was_done()
    {
        var played = new Played((_, number) => ReplyEvents.Of(Using(1, Played.Call("add", """{"a":1,"b":2}""", $"c{number}"))));
        await using var parley = played.Client();

        var thrown = await Assert.ThrowsAsync<ToolIterationsException>(() => parley.RunToolsAsync("played/m", "Go", [Add]));

        Assert.Equal((10, 9, 10L), (played.Asked.Count, thrown.Steps.Count, thrown.Usage.TotalInput));
        Assert.True(thrown.Is("MAX_TOOL_ITERATIONS_EXCEEDED") && thrown.Is("max_tool_iterations") && thrown.Code == "max_tool_iterations" && !thrown.IsRetryable);
    }

    [Fact]
    public async Task Exception_of_a_model_that_never_ends_says_which_requests_were_made()
    {
        await using var parley = new Played((_, number) => ReplyEvents.Of(Played.Call("add", """{"a":1,"b":2}""", $"c{number}"))).Client();
        var options = new RunToolsOptions { MaxIterations = 3 };
        var ids = new List<string>();

        var whole = await Assert.ThrowsAsync<ToolIterationsException>(() => parley.RunToolsAsync("played/m", "Go", [Add], options));
        var streamed = await Assert.ThrowsAsync<ToolIterationsException>(async () =>
            await parley.StreamToolsAsync(ChatRequest.Of("played/m", "Go"), [Add], options with { Ask = new AskOptions { Ended = answer => ids.Add(answer.RequestId) } }).LastAsync());
        var client = await Assert.ThrowsAsync<ToolIterationsException>(() => parley.AsChatClient("played/m").RunToolsAsync([new ChatMessage(ChatRole.User, "Go")], [Add], options));

        Assert.NotNull(whole.RequestId);
        Assert.NotNull(client.RequestId);
        Assert.Equal((ids[^1], 3), (streamed.RequestId, ids.Count));
        Assert.Equal((3, 3), (whole.Attempts.Count, streamed.Attempts.Count));
    }

    [Fact]
    public async Task Tool_that_takes_too_long_is_left_behind_and_the_model_is_told()
    {
        var played = new Played(Played.Call("slow", "{}"), Played.Reply("Too slow"));
        await using var parley = played.Client();
        var never = new TaskCompletionSource();
        var slow = AIFunctionFactory.Create(() => never.Task, "slow");

        var run = await parley.RunToolsAsync("played/m", "Go", [slow], new RunToolsOptions { ToolTimeouts = new Dictionary<string, TimeSpan> { ["slow"] = TimeSpan.FromMilliseconds(1) } });

        Assert.Equal("The tool slow took longer than 0.001 seconds.", run.Steps[0].Outcomes[0].Error);
    }

    [Fact]
    public async Task Cancellation_reaches_the_tools()
    {
        using var stop = new CancellationTokenSource();
        var told = new TaskCompletionSource();
        var tool = AIFunctionFactory.Create(
            async (CancellationToken cancellationToken) =>
            {
                using var registered = cancellationToken.Register(told.SetResult);
                await stop.CancelAsync();
                await told.Task;
            },
            "tool");
        await using var parley = new Played(Played.Call("tool", "{}"), Played.Reply("x")).Client();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => parley.RunToolsAsync("played/m", "Go", [tool], cancellationToken: stop.Token));

        Assert.True(told.Task.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Tool_that_is_only_declared_is_the_callers_to_run()
    {
        await using var parley = new Played(Played.Call("mine", "{}")).Client();

        var run = await parley.RunToolsAsync(ChatRequest.Of("played/m", "Go") with { Tools = [new ToolSpec("mine") { Schema = RawJson.Parse("""{"type":"object"}""") }] }, [Add]);

        Assert.Equal("mine", Assert.Single(run.Reply.ToolCalls).Name);
        Assert.Empty(run.Steps);
    }

    [Theory]
    [InlineData(null, "The call of add was not approved.")]
    [InlineData(false, "The call of add was not approved.")]
    [InlineData(true, null)]
    public async Task Function_that_needs_approval_runs_when_it_has_it(bool? approves, string? error)
    {
        await using var parley = new Played(Played.Call("add", """{"a":1,"b":2}"""), Played.Reply("x")).Client();
        var options = approves is { } answer ? new RunToolsOptions { Approve = (call, _) => new(call.Name == "add" && answer) } : null;

        var run = await parley.RunToolsAsync("played/m", "Go", [new ApprovalRequiredAIFunction(Add)], options);

        Assert.Equal(error, run.Steps[0].Outcomes[0].Error);
    }

    [Fact]
    public async Task Demand_for_a_tool_is_made_once()
    {
        var played = new Played(Played.Call("add", """{"a":1,"b":2}"""), Played.Reply("x"));
        await using var parley = played.Client();

        await parley.RunToolsAsync(ChatRequest.Of("played/m", "Go") with { ToolChoice = new ToolChoice(ToolChoiceMode.Required) }, [Add]);

        Assert.Equal([ToolChoiceMode.Required, null], played.Asked.Select(static asked => asked.ToolChoice?.Mode));
    }

    [Fact]
    public async Task Stream_tells_what_is_said_what_is_called_and_ends_as_the_whole_run_does()
    {
        await using var parley = Twice().Client();
        await using var again = Twice().Client();
        var updates = new List<ToolRunUpdate>();

        await foreach (var update in parley.StreamToolsAsync(ChatRequest.Of("played/m", "Go"), [Add]))
            updates.Add(update);
        var whole = await again.RunToolsAsync("played/m", "Go", [Add]);

        Assert.Equal(["1 3"], updates.OfType<ToolRunUpdate.Called>().Select(static called => $"{called.Turn} {called.Outcome.Result}"));
        Assert.Equal("Three", string.Concat(updates.OfType<ToolRunUpdate.Said>().Where(static said => said.Turn == 2).Select(static said => said.Event.Text.ToString())));
        var run = Assert.IsType<ToolRunUpdate.Ended>(updates[^1]).Run;
        Assert.Equal((whole.Text, whole.Usage.TotalInput, whole.Messages.Count, whole.Steps.Count), (run.Text, run.Usage.TotalInput, run.Messages.Count, run.Steps.Count));

        static Played Twice() => new(Using(1, Played.Call("add", """{"a":1,"b":2}""")), Using(2, Played.Reply("Three")));
    }

    [Fact]
    public async Task Any_chat_client_runs_tools_the_same_way_whole_and_streamed()
    {
        await using var parley = Twice().Client();
        await using var again = Twice().Client();
        var steps = new List<ToolStep>();

        var whole = await parley.AsChatClient("played/m").RunToolsAsync([new ChatMessage(ChatRole.User, "Go")], [Add], new RunToolsOptions { OnStep = steps.Add });
        var streamed = await again.AsChatClient("played/m").StreamToolsAsync([new ChatMessage(ChatRole.User, "Go")], [Add]).ToChatResponseAsync();

        Assert.Equal("Three", whole.Messages[^1].Text);
        Assert.Equal([ChatRole.Assistant, ChatRole.Tool, ChatRole.Assistant], whole.Messages.Select(static message => message.Role));
        Assert.Equal(3, whole.Usage!.InputTokenCount);
        Assert.Equal("3", Assert.Single(steps).Outcomes[0].Result!.ToString());
        Assert.Equal((3L, "Three"), (streamed.Usage!.InputTokenCount, streamed.Messages[^1].Text));
        Assert.Equal("3", streamed.Messages.SelectMany(static message => message.Contents).OfType<FunctionResultContent>().Single().Result!.ToString());

        static Played Twice() => new(Using(1, Played.Call("add", """{"a":1,"b":2}""")), Using(2, Played.Reply("Three") with { Id = "r2" }));
    }

    [Fact]
    public async Task Functions_may_give_images_and_objects()
    {
        var look = AIFunctionFactory.Create([Description("Looks.")] static () => new DataContent(new byte[] { 1, 2, 3 }, "image/png"), "look");
        var where = AIFunctionFactory.Create(static () => new Dictionary<string, int> { ["x"] = 1 }, "where");
        var played = new Played(Played.Reply(FinishReason.ToolCalls, Played.CallPart("look", "{}", "c1"), Played.CallPart("where", "{}", "c2")), Played.Reply("x"));
        await using var parley = played.Client();

        await parley.RunToolsAsync("played/m", "Go", [look, where]);

        var results = played.Last.Messages[2].Parts.Cast<ToolResultPart>().ToList();
        Assert.Equal(MediaKind.Image, Assert.IsType<MediaPart>(results[0].Content[0]).Kind);
        Assert.Equal("""{"x":1}""", Assert.IsType<TextPart>(results[1].Content[0]).Text.ToString());
    }

    private static ChatReply Using(long tokens, ChatReply reply) => reply with { Usage = new Usage { Input = TokenCount.Exact(tokens), Output = TokenCount.Exact(1) } };

    /// <summary>Lets nobody on before both have come.</summary>
    private sealed class Barrier
    {
        private readonly TaskCompletionSource _both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _arrived;

        public async Task<string> ArriveAsync(string name)
        {
            if (Interlocked.Increment(ref _arrived) == 2)
                _both.SetResult();
            await _both.Task;
            return name;
        }
    }
}
