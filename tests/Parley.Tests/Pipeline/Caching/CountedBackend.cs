using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects.Conversation;
using Parley.Ledger;
using Parley.Pipeline;

namespace Parley.Tests.Pipeline.Caching;

/// <summary>A gateway that keeps answers, with one backend of code that says how often it was called.</summary>
internal sealed class CountedBackend : IDisposable
{
    private readonly GatewaySnapshot _snapshot;
    private int _calls;

    public CountedBackend(string cache = "\"enabled\": true", IAnswerStore? store = null, Bookkeeper? books = null, string models = "")
    {
        var backend = new DelegateBackend("code", (request, stop) => AnswerAsync(request, stop)) { Price = new TokenPrice(3, 15, "EUR") };
        _snapshot = new ConfigurationLoader(Catalog.BuiltIn, static _ => null) { InProcess = [backend] }
            .Load([new SourceText("parley.json", $$"""{ "cache": { {{cache}} }{{models}} }""")]).Require();
        Gateway = new Gateway(() => _snapshot, Time, NullLoggerFactory.Instance, new GatewayParts { Books = books, Answers = store });
    }

    public HandTime Time { get; } = new();

    public Gateway Gateway { get; }

    public int Calls => _calls;

    /// <summary>How it answers the call of a number; its number when null.</summary>
    public Func<int, ChatRequest, CancellationToken, Task<ChatReply>>? Answer { get; set; }

    public Task<Answer> AskAsync(string text, CallerKey? caller = null, CacheWish? cache = null, CancellationToken stop = default) =>
        Gateway.AskAsync(Some(text), new AskOptions { Caller = caller, Cache = cache ?? CacheWish.None }, stop);

    /// <summary>Asks, and gives the text of the answer.</summary>
    public async Task<string> TextAsync(string text, CallerKey? caller = null, CacheWish? cache = null) => TextOf((await AskAsync(text, caller, cache)).Require());

    public static ChatRequest Some(string text) => new() { Model = "code/m", Messages = [new Message(Role.User, [new TextPart(text)])] };

    public static ChatReply Say(string text, FinishReason finish = FinishReason.Stop) => new()
    {
        Choices = [new Choice(0, [new TextPart(text)], new Finish(finish))],
        Usage = new Usage { Input = TokenCount.Exact(1_000_000), Output = TokenCount.Exact(1) },
    };

    public static string TextOf(ChatReply reply) => string.Concat(reply.Choices[0].Parts.OfType<TextPart>().Select(static part => part.Text.ToString()));

    public void Dispose() => Gateway.Dispose();

    private Task<ChatReply> AnswerAsync(ChatRequest request, CancellationToken stop)
    {
        var number = Interlocked.Increment(ref _calls);
        return Answer is { } answer ? answer(number, request, stop) : Task.FromResult(Say($"{number}"));
    }
}

/// <summary>A clock that goes when it is told to.</summary>
internal sealed class HandTime : TimeProvider
{
    private long _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Pass(TimeSpan time) => Interlocked.Add(ref _passed, time.Ticks);

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero).AddTicks(Interlocked.Read(ref _passed));

    public override long GetTimestamp() => Interlocked.Read(ref _passed);
}
