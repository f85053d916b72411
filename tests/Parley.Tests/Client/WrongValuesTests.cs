using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Pipeline;

namespace Parley.Tests.Client;

/// <summary>What is said in code, and cannot be.</summary>
public sealed class WrongValuesTests
{
    public static TheoryData<string, Action<ParleyBuilder>> Wrong { get; } = new()
    {
        { "strategy of the routing is `zork`", static b => b.Route(static r => r.Strategy("zork")) },
        { "strategy of the routing is null", static b => b.Route(static r => r.Strategy(null!)) },
        { "weight of cost of the routing is NaN", static b => b.Route(static r => r.Weigh(double.NaN, 1, 1, 1)) },
        { "timeout of an attempt of backend `openai` is -3 s", static b => Backend(b, static o => o.Timeout = TimeSpan.FromSeconds(-3)) },
        { "timeout until the connection stands of backend `openai` has no end", static b => Backend(b, static o => o.ConnectTimeout = Timeout.InfiniteTimeSpan) },
        { "time before a second is asked of the gateway is -2 s", static b => b.Configure(static options => options with { Failure = options.Failure with { Hedge = new HedgeOptions { Enabled = true, After = TimeSpan.FromSeconds(-2) } } }) },
        { "timeout until the connection stands of backend `openai` is 0 s", static b => Backend(b, static o => o.ConnectTimeout = TimeSpan.Zero) },
        { "count of attempts of backend `openai` is 0", static b => Backend(b, static o => o.MaxRetries = -1) },
        { "limit of requests in a minute of backend `openai` is 0", static b => Backend(b, static o => o.RateLimit = 0) },
        { "weight of backend `openai` is -1", static b => Backend(b, static o => o.Weight = -1) },
        { "quality of backend `openai` is 5", static b => Backend(b, static o => o.Quality = 5) },
        { "header `X` of backend `openai` is null", static b => Backend(b, static o => o.Headers["X"] = null!) },
        { "API key 2 of backend `openai` is null", static b => Backend(b, static o => { o.ApiKeys.Add("a"); o.ApiKeys.Add(null!); }) },
        { "default temperature of backend `openai` is 3", static b => Backend(b, static o => o.Defaults = new RequestDefaults { Temperature = 3 }) },
        { "time to live of the cache is -1 s", static b => b.Cache(TimeSpan.FromSeconds(-1)) },
        { "size of the cache is 0", static b => b.Cache(size: 0) },
        { "length of all requests is -1", static b => b.Configure(static options => options with { Guards = new GuardOptions { MaxChars = -1 } }) },
        { "a pattern lacks its name", static b => b.Configure(static options => options with { Guards = new GuardOptions { Patterns = [new GuardPattern("x", null!)] } }) },
        { "timeout until the first event of backend `late` is 0 s", static b => b.AddBackend(new DelegateBackend("late", static (_, _) => Task.FromResult(ChatReply.Of("x"))) { Timeouts = new Timeouts { FirstEvent = TimeSpan.Zero } }) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Value_that_no_file_could_say_is_a_problem_and_nothing_starts(string problem, Action<ParleyBuilder> say)
    {
        var thrown = Assert.Throws<ConfigurationException>(() => ParleyClient.Create(b => say(b.AddEcho())));

        Assert.Contains(thrown.Problems, found => found.Message.StartsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Times_without_end_and_long_ones_are_what_they_say()
    {
        await using var parley = ParleyClient.Create(static b => Backend(b.Cache(TimeSpan.FromDays(90)), static o => o.Timeout = Timeout.InfiniteTimeSpan)
            .Route(static r => r.Retry(new RetryOptions { Deadline = TimeSpan.MaxValue }))
            .AddBackend(new DelegateBackend("own", static (_, _) => Task.FromResult(ChatReply.Of("x"))) { Timeouts = new Timeouts { Total = TimeSpan.MaxValue, FirstEvent = Timeout.InfiniteTimeSpan } }));

        Assert.Equal("x", (await parley.ChatAsync("own/m", "x")).Text);
    }

    [Fact]
    public async Task Change_to_such_a_value_changes_nothing()
    {
        await using var parley = ParleyClient.Create(static b => b.AddEcho());

        Assert.False(parley.Reconfigure(static options => options with { Routing = options.Routing with { Strategy = "zork" } }).IsApplied);
        Assert.Throws<ArgumentException>(() => parley.Reconfigure(static _ => null!));
        Assert.Equal("x", (await parley.ChatAsync("parley/echo", "x")).Text);
    }

    [Fact]
    public void Null_is_refused_where_it_is_said()
    {
        var b = new ParleyBuilder();

        Assert.ThrowsAny<ArgumentException>(() => b.AddBackend((string)null!));
        Assert.ThrowsAny<ArgumentException>(() => b.AddBackend((InProcessBackend)null!));
        Assert.ThrowsAny<ArgumentException>(() => b.AddModel(null!, "x"));
        Assert.ThrowsAny<ArgumentException>(() => b.AddModel("m", "x", null!));
        Assert.ThrowsAny<ArgumentException>(() => b.Configure(null!));
        Assert.ThrowsAny<ArgumentException>(() => new DelegateBackend("x", (Func<ChatRequest, CancellationToken, Task<ChatReply>>)null!));
    }

    [Fact]
    public async Task Request_that_holds_null_is_refused_with_its_place()
    {
        await using var parley = ParleyClient.Create(static b => b.AddEcho());
        var whole = ChatRequest.Of("parley/echo", "x");

        await Assert.ThrowsAsync<ArgumentNullException>(() => parley.AskAsync(null!));
        Assert.Equal("messages", (await parley.AskAsync(whole with { Messages = null! })).Fault!.Param);
        Assert.Equal("messages[1]", (await parley.AskAsync(whole with { Messages = [.. whole.Messages, null!] })).Fault!.Param);
        Assert.Equal("messages[0].parts[0]", (await parley.AskAsync(whole with { Messages = [new Message(Role.User, [null!])] })).Fault!.Param);
        Assert.Equal("messages[0].parts[0].content", (await parley.AskAsync(whole with { Messages = [new Message(Role.Tool, [new ToolResultPart("c", [null!])])] })).Fault!.Param);
        Assert.Equal("tools[0]", (await parley.AskAsync(whole with { Tools = [null!] })).Fault!.Param);
        Assert.Equal("stop", (await parley.AskAsync(whole with { StopSequences = null! })).Fault!.Param);
        Assert.Equal(FaultKind.InvalidRequest, (await parley.AskAsync(whole with { Sampling = null! })).Fault?.Kind);
        Assert.Equal("wishes.strategy", (await parley.AskAsync(whole, new AskOptions { Wishes = new() { Strategy = "zork" } })).Fault!.Param);
    }

    [Fact]
    public async Task One_request_that_is_null_is_its_own_error_in_a_batch()
    {
        await using var parley = ParleyClient.Create(static b => b.AddEcho());

        var answers = new List<Answer>();
        await foreach (var answer in parley.BatchAsync([ChatRequest.Of("parley/echo", "a"), null!, ChatRequest.Of("parley/echo", "b")]))
            answers.Add(answer);

        Assert.Equal(["a", null, "b"], answers.Select(static answer => answer.Reply?.Text));
        Assert.Equal(FaultKind.InvalidRequest, answers[1].Fault!.Kind);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("sk\r\nX: 1")]
    [InlineData(" ")]
    public async Task Key_of_a_call_that_no_header_can_carry_is_refused(string? key)
    {
        await using var parley = ParleyClient.Create(static b => b.AddBackend("openai", static o => (o.KeyPerCall, o.Endpoint) = (true, "http://127.0.0.1:9/v1")));
        var keys = new Dictionary<string, Secret> { ["openai"] = key is null ? null! : new Secret(key) };

        var answer = await parley.AskAsync(ChatRequest.Of("openai/gpt-4o", "x"), new AskOptions { Keys = keys });

        Assert.Equal("unusable_provider_key", answer.Fault!.Code);
    }

    [Fact]
    public async Task Requests_beyond_the_rate_limit_wait_until_there_is_room_again()
    {
        await using var parley = ParleyClient.Create(static b => Backend(b, static o => o.RateLimit = 5));

        var limits = parley.Gateway.Snapshot.Find("openai")!.Limits!;

        Assert.Equal((5, TimeSpan.FromMinutes(1)), (limits.RequestsPerMinute, limits.MaxWait));
    }

    private static ParleyBuilder Backend(ParleyBuilder b, Action<BackendSettings> say) => b.AddBackend("openai", o =>
    {
        o.ApiKey = "k";
        say(o);
    });
}
