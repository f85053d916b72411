using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Conversations;
using Parley.Hardware;
using Parley.Ledger;
using Parley.Ledger.Budgets;
using Parley.Ledger.Sessions;
using Parley.Pipeline.Accounts;
using Parley.Pipeline.Caching;
using Parley.Pipeline.Dispatching;
using Parley.Pipeline.Steps;
using Parley.Providers;
using Parley.Providers.Auth;
using Parley.Providers.Counting;
using Parley.Providers.Echo;
using Parley.Providers.InProcess;
using Parley.Providers.Media;
using Parley.Providers.Rest;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing;
using Parley.Routing.Adaptive;
using Parley.Routing.Affinity;
using Parley.Telemetry;

namespace Parley.Pipeline;

/// <summary>The engine: takes an exchange down the steps and brings its settlement back. One for a process; thread-safe.</summary>
internal sealed class Engine : IDisposable
{
    private readonly UpstreamHandlers _handlers = new();
    private readonly UpstreamClient _client;
    private readonly ExchangeLog _log;
    private readonly Accountant? _accountant;
    private readonly BudgetNotices _notices;
    private readonly AnswerCache _cache;
    private readonly Watchers _watchers;
    private readonly GatewayStep _way;
    private readonly CodeLives _code;
    private readonly Lock _adopting = new();
    private GatewaySnapshot? _adopted;

    /// <summary>Starts it.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    /// <param name="replies">Where replies are kept.</param>
    /// <param name="vault">Where signatures are kept.</param>
    /// <param name="parts">What the host brings of its own.</param>
    /// <param name="chance">The source of all chance in routing and of waits, which need not be thread-safe where one request runs at a time; the process's own when null.</param>
    public Engine(TimeProvider time, ILogger logger, IReplyStore replies, ContinuationVault vault, GatewayParts parts, Random? chance = null)
    {
        Books = parts.Books;
        _watchers = new Watchers(parts.Observers, logger);
        Logger = logger;
        _accountant = Books is null ? null : new Accountant(Books, time);
        Time = time;
        Watchdog = new Watchdog(time);
        _log = new ExchangeLog(time, logger);
        _code = new CodeLives(logger);
        _notices = new BudgetNotices(_handlers, time, logger, () => Volatile.Read(ref _adopted)?.LimitsWebhook);
        var shares = parts.Books?.Store as IBudgetShares;
        Budgets = new BudgetState(time) { Raised = one => Tell(one, parts.OnLimit), Terms = shares is null ? null : ShareTerms.OfCallers };
        Neighbours = shares is null ? null : new Neighbours(shares, Budgets, time, logger);
        BudgetRestore = new BudgetRestore(Budgets, time);
        var auth = new AuthSchemes(_handlers, time);
        _client = new UpstreamClient(_handlers, time);
        Replies = replies;
        Vault = vault;
        var sessions = new SessionGovernor(time);
        Passages = new Passages(new Passthrough(_handlers, auth, time, logger), Budgets, Neighbours?.Callers, sessions, Books, time);
        ReplyCopies = new ReplyCopies(replies, _handlers, auth, time);
        Targets = new TargetStates(time, logger, Neighbours is { } neighbours ? neighbours.ShareOf : null);
        Neighbours?.Connect(Targets);
        var get = new BackendGet(_handlers, auth, backend => Targets.Of(backend).Keys.Living(backend));
        Models = new ModelLists(get, time, logger);
        var upstreams = new Upstreams(new HttpUpstream(_client, auth, logger), new EchoUpstream(time), new RestUpstream(_handlers, auth, time), new InProcessUpstream(_code, logger), new LocalCount());
        Learning = new AdaptiveRoutes(time, logger);
        Warm = new WarmPrefixes(time);
        Modes = new ModeFinder(Hardware, Efficiency, time);
        Routes = new RouteFinder(new Router(new LiveKnowledge(Targets, Models, Learning, Hardware), parts.Strategy), Models, Warm, Modes, time, chance ?? Random.Shared);
        _cache = new AnswerCache(time, (parts.Answers ?? Books?.Store as IAnswerStore) is { } answers ? new AnswerShelf(answers, time, logger) : null);
        IReadOnlyList<IMiddleware> steps = [.. DefaultPipeline.Steps(Budgets, Neighbours?.Callers, sessions, replies, new SealMakers(time), _cache, Routes, logger), .. parts.Steps];
        steps = parts.Changes?.Over(steps) ?? steps;
        SeesContent = steps.Any(static step => step.Needs != ContentAccess.None);
        _way = DefaultPipeline.Build(steps, new Dispatch(new AttemptRunner(upstreams, Targets, Watchdog, new SecretRenewal(parts.References), logger), Routes, Targets, time));
        Sensors = new HardwareMonitor(Hardware, Efficiency, new SensorPlaces(), new ProgramRunner(time), time);
        Health = new HealthChecks(new HealthProbe(get), new LoadProbe(get), Targets, time);
    }

    private void Tell(BudgetEvent one, Action<LimitNotice>? host)
    {
        _notices.Tell(one);
        host?.Invoke(LimitNotice.Of(one));
    }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public Watchdog Watchdog { get; }

    public ModelLists Models { get; }

    /// <summary>What the attempts at each target have shown.</summary>
    public TargetStates Targets { get; }

    /// <summary>Which targets have read which beginnings of prompts.</summary>
    public WarmPrefixes Warm { get; }

    /// <summary>What routing learns of settled requests.</summary>
    public AdaptiveRoutes Learning { get; }

    /// <summary>Asks backends if they are well.</summary>
    public HealthChecks Health { get; }

    /// <summary>How the hardware of local backends is.</summary>
    public HardwareState Hardware { get; } = new();

    /// <summary>The efficiency mode that was set by hand.</summary>
    public EfficiencySwitch Efficiency { get; } = new();

    /// <summary>Says which mode holds.</summary>
    public ModeFinder Modes { get; }

    /// <summary>Reads the sensors.</summary>
    public HardwareMonitor Sensors { get; }

    /// <summary>What was used of all limits.</summary>
    public BudgetState Budgets { get; }

    /// <summary>Adds to it what was used before.</summary>
    public BudgetRestore BudgetRestore { get; }

    /// <summary>Says where requests go.</summary>
    public RouteFinder Routes { get; }

    /// <summary>The replies that callers may refer to.</summary>
    public IReplyStore Replies { get; }

    /// <summary>Sends requests to a backend as they are.</summary>
    public Passages Passages { get; }

    /// <summary>Fetches media that callers name by address.</summary>
    public MediaFetcher Media { get; } = new();

    /// <summary>What models signed and callers cannot carry.</summary>
    public ContinuationVault Vault { get; }

    /// <summary>The copies of them that backends have.</summary>
    public ReplyCopies ReplyCopies { get; }

    /// <summary>The other gateways of the store; null where there can be none.</summary>
    public Neighbours? Neighbours { get; }

    /// <summary>The ledger; null when none is kept.</summary>
    public Bookkeeper? Books { get; }

    /// <summary>The last decisions of routing.</summary>
    public DecisionLog Decisions { get; } = new();

    public ExchangeIds Ids { get; } = new();

    /// <summary>True when a step must see content, so that no request may take the fast lane.</summary>
    public bool SeesContent { get; }

    public ValueTask<Settlement> HandleAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        _accountant?.Watch(exchange);
        _watchers.Began(exchange);
        return _way(exchange, cancellationToken);
    }

    /// <summary>Takes notice of the configuration in force: what is kept for one that it has replaced goes. Costs a comparison where it is known.</summary>
    public void Adopt(GatewaySnapshot current)
    {
        if (ReferenceEquals(current, Volatile.Read(ref _adopted)))
            return;
        lock (_adopting)
        {
            // Whoever has read one that was replaced a moment ago comes too late.
            if (ReferenceEquals(current, _adopted) || current.Revision < _adopted?.Revision)
                return;
            Volatile.Write(ref _adopted, current);
            Targets.Keep(current);
            // Nobody waits for the end of code that is not configured any more; what fails is in the log.
            _ = _code.KeepAsync(CodeOf(current));
            Learning.Adopt(current.Routing.Adaptive);
            if (!current.KeepsAnswers)
                _cache.Forget();
        }
    }

    /// <summary>Told once for each exchange whose steps have returned.</summary>
    public void Settled(Exchange exchange, in Settlement settlement)
    {
        _accountant?.Settle(exchange, settlement);
        _watchers.Settled(exchange, settlement);
        _log.Write(exchange, settlement);
        if (exchange.Decision is { } decision)
        {
            Learning.Settle(decision, settlement.Attempts);
            Remember(decision, settlement);
        }
        PromptTokens.Count(settlement.Usage);
        if (BudgetFaults.IsOwn(settlement.Fault))
            LimitRefusals.Count(settlement.Fault!.Code);
        if (exchange.Sink.Cache is { } note)
            CacheVerdicts.Count(note.Verdict switch { CacheVerdict.Hit => "hit", CacheVerdict.Miss => "miss", _ => "bypass" });
        if (UnknownPrices.AreWatched)
            CountUnknownPrices(settlement);
        Decisions.Keep(exchange, settlement, Time.GetUtcNow(), (Volatile.Read(ref _adopted) ?? exchange.Snapshot).Routing.KeptDecisions);
    }

    private void CountUnknownPrices(in Settlement settlement)
    {
        var today = DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);
        foreach (var attempt in settlement.Attempts)
        {
            if (attempt.IsSent && Models.PriceOf(attempt.Target, today) is null)
                UnknownPrices.Count(attempt.Target.Backend.Id, attempt.Target.Model);
        }
    }

    private void Remember(RoutingDecision decision, in Settlement settlement)
    {
        if (decision.Context.Prefixes is { } prefixes && settlement.Fault is null && settlement.Attempts.FirstOrDefault(static attempt => attempt.Committed) is { } answer)
            Warm.Remember(prefixes, decision.Context.Caller?.Name ?? "", answer.Target);
    }

    private static IEnumerable<InProcessBackend> CodeOf(GatewaySnapshot snapshot) => snapshot.BackendList.Select(static backend => backend.InProcess).OfType<InProcessBackend>();

    /// <summary>Stops the backends that are code.</summary>
    public Task StopCodeAsync() => _code.StopAllAsync();

    public void Dispose()
    {
        Neighbours?.Dispose();
        Watchdog.Dispose();
        Learning.Dispose();
        _notices.Dispose();
        Vault.Dispose();
        Media.Dispose();
        _client.Dispose();
        _handlers.Dispose();
    }
}
