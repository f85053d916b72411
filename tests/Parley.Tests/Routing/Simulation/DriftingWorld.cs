using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing;
using Parley.Routing.Adaptive;

namespace Parley.Tests.Routing.Simulation;

/// <summary>
/// Backends that change at a moment, and the strategy <c>adaptive</c> before them, through the real router: each request is decided while others run, and is settled and judged when its answer has come.
/// How every backend would have answered every request is drawn beforehand, so that any other policy can be judged on the very same requests.
/// </summary>
internal sealed class DriftingWorld : ITargetKnowledge
{
    private const double SecondsBetween = 0.1;
    private static readonly Operation Chat = KnownDialects.Find(DialectNames.OpenAIChat)!.Operations[0];
    private static readonly string[] Subjects = ["a lake", "the city of Rome", "an old clock", "two trains", "a garden", "the moon", "a river", "my neighbour"];
    private static readonly string[] EasyForms = ["What colour is {0}?", "Tell me one fact about {0}.", "Translate into French: {0}", "Is {0} large?"];
    private static readonly string[] HardForms =
    [
        "Prove step by step that the number of ways to tile {0} with dominoes is even, justify each step and derive a formula for 12, 24 and 48 tiles.",
        "Write a function in Python that simulates {0}, with a class for each part.\n```python\ndef main():\n```\nExplain why the algorithm ends, and what it costs for 1000 parts.",
    ];

    private readonly IReadOnlyList<DriftingBackend> _backends;
    private readonly int _driftsAt;
    private readonly AdaptiveRoutes _learning = new(TimeProvider.System, NullLogger.Instance);
    private readonly LearningOptions _options;
    private readonly Resolution[] _resolutions;
    private readonly Router _router;

    /// <summary>Makes one.</summary>
    /// <param name="backends">The backends.</param>
    /// <param name="requests">How many requests there are.</param>
    /// <param name="driftsAt">From which request on the backends are as they are afterwards.</param>
    /// <param name="options">How the strategy learns; the seed is that of all chance.</param>
    public DriftingWorld(IReadOnlyList<DriftingBackend> backends, int requests, int driftsAt, LearningOptions options)
    {
        (_backends, _driftsAt, _options) = (backends, driftsAt, options);
        _router = new Router(this);
        var route = new ModelRoute("smart", []);
        _resolutions = [.. new[] { false, true }.Select(drifted => new Resolution { Route = route, Targets = [.. backends.Select(backend => TargetOf(backend.Id, drifted ? backend.After.Price : backend.Before.Price))] })];
        var chance = new SeededRandom(options.Seed * 7919);
        for (var i = 0; i < requests; i++)
        {
            IsHard.Add(chance.NextDouble() < 0.4);
            Calls.Add([.. backends.Select(backend => MoodOf(backend, i).Draw(IsHard[^1], chance))]);
        }
        Run(chance);
    }

    /// <summary>Whether each request is hard.</summary>
    public List<bool> IsHard { get; } = [];

    /// <summary>How each backend answers each request, whether it is asked or not.</summary>
    public List<DrawnCall[]> Calls { get; } = [];

    /// <summary>Which backend was asked, by request.</summary>
    public List<int> Chosen { get; } = [];

    /// <summary>What a backend's answer to a request costs, in dollars.</summary>
    public double CostOf(int request, int backend) => (double)MoodOf(_backends[backend], request).Price * Calls[request][backend].Tokens / 1_000_000;

    TargetFacts ITargetKnowledge.FactsOf(Target target) => default;

    ModelFacts ITargetKnowledge.ModelOf(Target target) => ModelFacts.None;

    AdaptiveAdvice? ITargetKnowledge.Advise(RoutingContext context, ReadOnlySpan<Candidate> candidates) => _learning.Advise(context, candidates);

    private Mood MoodOf(DriftingBackend backend, int request) => request < _driftsAt ? backend.Before : backend.After;

    private void Run(SeededRandom chance)
    {
        var running = new PriorityQueue<(int Request, RoutingDecision Decision), (double, int)>();
        for (var i = 0; i < Calls.Count; i++)
        {
            while (running.TryPeek(out var ended, out var due) && due.Item1 <= i * SecondsBetween)
            {
                running.Dequeue();
                Settle(ended.Decision, Calls[ended.Request][Chosen[ended.Request]]);
            }
            var decision = Decide(i, TextOf(IsHard[i], chance));
            Chosen.Add(_backends.Index().First(backend => backend.Item.Id == decision.Ranked[0].Target.Backend.Id).Index);
            running.Enqueue((i, decision), ((i * SecondsBetween) + Calls[i][Chosen[i]].Seconds, i));
        }
    }

    private RoutingDecision Decide(int request, string text)
    {
        var resolution = _resolutions[request < _driftsAt ? 0 : 1];
        var wire = new WireRequest("", "", new WireHeaders(), Encoding.UTF8.GetBytes($$"""{"model":"smart","messages":[{"role":"user","content":{{System.Text.Json.JsonSerializer.Serialize(text)}}}]}"""));
        var head = Chat.Codec.Peek(wire);
        return _router.Decide(new RoutingContext
        {
            Head = head,
            Request = new InboundRequest { Operation = Chat, Head = head, Wire = wire, Asked = StreamOptions.None },
            Route = resolution.Route,
            Options = new RoutingOptions { Strategy = StrategyNames.Adaptive, Adaptive = _options },
        }, resolution);
    }

    private void Settle(RoutingDecision decision, DrawnCall call)
    {
        var fault = call.Tokens > 0 ? null : new Fault(FaultKind.Upstream, "It failed.");
        _learning.Settle(decision, [new AttemptOutcome(decision.Ranked[0].Target, fault, new Usage { Input = TokenCount.Exact(call.Tokens) }, fault is null)]);
        if (fault is null)
            _learning.Correct(decision, call.Reward);
    }

    private static string TextOf(bool isHard, SeededRandom chance)
    {
        var forms = isHard ? HardForms : EasyForms;
        return string.Format(System.Globalization.CultureInfo.InvariantCulture, forms[chance.Below(forms.Length)], Subjects[chance.Below(Subjects.Length)]);
    }

    private static Target TargetOf(string id, decimal price) => new(
        new Backend { Id = id, Name = id, Provider = EchoBackend.Provider, Dialect = DialectNames.OpenAIChat, BaseAddress = new Uri("http://127.0.0.1/"), Price = new TokenPrice(price, price, "USD") }, "m");
}
