using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Conversations;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline;
using Parley.Providers.Upstream;
using Parley.Routing;
using Parley.Routing.Adaptive;

namespace Parley.Tests.Pipeline.Simulation;

/// <summary>
/// The whole engine in virtual time: router, attempts, breakers, budgets, hedging and deadlines are the real ones, the model <c>m</c> leads to backends that are code, and the clock jumps to whatever is waited for next.
/// One request runs at a time, and time goes on only when all its attempts wait for it: so the same seed gives the same run.
/// </summary>
internal sealed class SimulatedGateway : IDisposable
{
    private static readonly Operation Chat = KnownDialects.Find(DialectNames.OpenAIChat)!.Operations[0];
    private static readonly WireRequest Wire = new("", "", new WireHeaders(), Encoding.UTF8.GetBytes("""{"model":"m","stream":true,"messages":[{"role":"user","content":"Say hello"}]}"""));

    private readonly Engine _engine;
    private readonly GatewaySnapshot _snapshot;
    private readonly Func<SeededRandom, Fate> _draw;
    private readonly ulong _seed;
    private ulong _request;
    private ulong _call;
    private int _waiting;
    private int _silent;
    private volatile bool _isAnswered;

    /// <summary>Starts it.</summary>
    /// <param name="targets">How many targets the model has.</param>
    /// <param name="seed">The start of all chance. The same call of the same request has the same fate, whatever the model's policies.</param>
    /// <param name="draw">How a call goes.</param>
    /// <param name="model">Further members of the model.</param>
    /// <param name="timeouts">How long the backends may take; as usual when null.</param>
    /// <param name="top">Further members of the file.</param>
    public SimulatedGateway(int targets, ulong seed, Func<SeededRandom, Fate> draw, string model = "", Timeouts? timeouts = null, string top = "")
    {
        (_seed, _draw) = (seed, draw);
        var loader = new ConfigurationLoader(Catalog.BuiltIn, static _ => null) { InProcess = [.. Enumerable.Range(0, targets).Select(index => new Backend($"t{index}", this) { Timeouts = timeouts ?? Timeouts.Default })] };
        var names = string.Join(", ", Enumerable.Range(0, targets).Select(static index => $"\"t{index}/x\""));
        _snapshot = loader.Load([new SourceText("test.json", $$"""{ "models": [ { "name": "m", "targets": [{{names}}]{{More(model)}} } ]{{More(top)}} }""")]).Require();
        var limits = new KeepLimits(1 << 20, TimeSpan.FromMinutes(1));
        _engine = new Engine(Clock, NullLogger.Instance, new MemoryReplyStore(Clock, () => limits), new ContinuationVault(Clock, () => limits), new GatewayParts(), chance: new Random((int)seed));
    }

    /// <summary>The clock.</summary>
    public VirtualClock Clock { get; } = new();

    /// <summary>How many calls were made.</summary>
    public int Calls { get; private set; }

    /// <summary>The decisions that are kept.</summary>
    public DecisionLog Decisions => _engine.Decisions;

    /// <summary>Sends a request and lets time pass until it has ended.</summary>
    public async Task<Answer> AskAsync(TimeSpan? deadline = null)
    {
        (_request, _call, _isAnswered) = (_request + 1, 0, false);
        var sink = new Listener(Clock);
        var started = Clock.GetTimestamp();
        var exchange = new Exchange
        {
            Id = _engine.Ids.Next(),
            Request = new InboundRequest { Operation = Chat, Head = Chat.Codec.Peek(Wire), Wire = Wire, Asked = StreamOptions.None },
            Sink = sink,
            Snapshot = _snapshot,
            Started = started,
            Wishes = deadline is null ? RoutingWishes.None : new RoutingWishes { Deadline = deadline },
        };
        var handling = _engine.HandleAsync(exchange, CancellationToken.None).AsTask();
        while (!handling.IsCompleted)
        {
            if (IsStill)
                Clock.Step();
            else
                await Task.Yield();
        }
        var settlement = await handling;
        _engine.Settled(exchange, settlement);
        return new Answer(settlement, sink.Text.ToString(), sink.BeganAt is { } began ? Clock.GetElapsedTime(started, began) : null, Clock.GetElapsedTime(started));
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    /// <summary>Whether every attempt waits for its backend, and somebody waits for time to pass. Between an end and what follows from it nobody does, and what follows from an answer takes no time.</summary>
    private bool IsStill
    {
        get
        {
            if (_isAnswered)
                return false;
            var inFlight = _snapshot.ModelList[0].Targets.Sum(target => _engine.Targets.Of(target).Facts.InFlight);
            return Volatile.Read(ref _waiting) == inFlight && (Volatile.Read(ref _silent) > 0 || Clock.Waiting > 0);
        }
    }

    private static string More(string members) => members.Length == 0 ? "" : ", " + members;

    /// <summary>How a call goes: by its number and that of its request, so that runs under different policies can be compared call by call.</summary>
    private Fate NextFate()
    {
        Calls++;
        return _draw(new SeededRandom((_seed * 1_000_003) + (_request * 64) + ++_call));
    }

    private async Task WaitAsync(Fate fate, CancellationToken cancellationToken)
    {
        var (over, isOver) = (new TaskCompletionSource(), 0);
        ITimer? timer = null;
        if (fate.Milliseconds is { } time)
            timer = Clock.CreateTimer(_ => End(isAnswer: fate.Fault is null), null, TimeSpan.FromMilliseconds(time), Timeout.InfiniteTimeSpan);
        using var leaving = cancellationToken.UnsafeRegister(_ => End(isAnswer: false), null);
        Interlocked.Add(ref _silent, timer is null ? 1 : 0);
        Interlocked.Increment(ref _waiting);
        await over.Task.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();

        void End(bool isAnswer)
        {
            if (Interlocked.Exchange(ref isOver, 1) != 0)
                return;
            timer?.Dispose();
            _isAnswered |= isAnswer;
            Interlocked.Add(ref _silent, timer is null ? -1 : 0);
            Interlocked.Decrement(ref _waiting);
            over.TrySetResult();
        }
    }

    private sealed class Backend(string id, SimulatedGateway world) : InProcessBackend(id)
    {
        public override async IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var fate = world.NextFate();
            await world.WaitAsync(fate, cancellationToken).ConfigureAwait(false);
            if (fate.Fault is { } fault)
                throw new BackendFaultException(fault);
            yield return new ChatEvent(ChatEventKind.Text, 0, 0, "Hello");
        }
    }

    /// <summary>A caller.</summary>
    private sealed class Listener(VirtualClock clock) : ReplySink
    {
        public StringBuilder Text { get; } = new();

        public long? BeganAt { get; private set; }

        public override void Begin(ReplyHead head) => BeganAt = clock.GetTimestamp();

        public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken) => throw new NotSupportedException("A stream was asked for.");

        public override ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken)
        {
            foreach (var told in events.Where(static told => told.Kind == ChatEventKind.Text))
                Text.Append(told.Text.ToString());
            return ValueTask.CompletedTask;
        }

        public override ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public override bool TryGetWire(Operation operation, out IWireSink? wire)
        {
            wire = null;
            return false;
        }
    }
}

/// <summary>How one call goes.</summary>
/// <param name="Milliseconds">After how long something comes; null for never.</param>
/// <param name="Fault">What comes in the place of an answer; null for an answer.</param>
internal readonly record struct Fate(double? Milliseconds, Fault? Fault = null);

/// <summary>What a caller got.</summary>
/// <param name="Settlement">How it ended.</param>
/// <param name="Text">The text of the answer.</param>
/// <param name="FirstEvent">When it began; null when it did not.</param>
/// <param name="Took">When it was over.</param>
internal sealed record Answer(Settlement Settlement, string Text, TimeSpan? FirstEvent, TimeSpan Took)
{
    /// <summary>Whether it is complete, and one answer only.</summary>
    public bool IsGood => Settlement.Fault is null && Text == "Hello";
}
