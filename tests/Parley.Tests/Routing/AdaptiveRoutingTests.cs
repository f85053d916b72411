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
using Parley.Tests.Resilience;

namespace Parley.Tests.Routing;

/// <summary>The strategy <c>adaptive</c> in the router: it learns from settled requests alone, keeps what it learned, and can be made again.</summary>
public sealed class AdaptiveRoutingTests : IDisposable
{
    private static readonly Operation Chat = KnownDialects.Find(DialectNames.OpenAIChat)!.Operations[0];

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"parley-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Target_that_fails_is_left_for_one_that_answers()
    {
        var world = new World(new LearningOptions());
        for (var i = 0; i < 200; i++)
            world.Ask(target => target == "a/m" ? Fail(FaultKind.Upstream) : null);

        Assert.InRange(Enumerable.Range(0, 100).Count(_ => world.Ask(static _ => null) == "b/m"), 90, 100);
    }

    [Fact]
    public void What_callers_do_wrong_teaches_nothing()
    {
        var world = new World(new LearningOptions { ExploreShare = 0 });
        world.Ask(static _ => null);
        world.Ask(static _ => null);
        var before = world.Decide().Ranked.ToDictionary(static candidate => candidate.Target.ToString(), static candidate => candidate.Parts![0].Value);

        for (var i = 0; i < 50; i++)
            world.Ask(static _ => Fail(FaultKind.InvalidRequest));

        Assert.Equal(before, world.Decide().Ranked.ToDictionary(static candidate => candidate.Target.ToString(), static candidate => candidate.Parts![0].Value));
    }

    [Fact]
    public void Judgement_of_callers_decides_between_targets_that_both_answer()
    {
        var world = new World(new LearningOptions());
        for (var i = 0; i < 300; i++)
        {
            var decision = world.Decide();
            world.Settle(decision, null);
            Assert.True(world.Learning.Correct(decision, decision.Ranked[0].Target.ToString() == "b/m" ? 1 : 0.1));
        }

        Assert.InRange(Enumerable.Range(0, 100).Count(_ => world.Ask(static _ => null) == "b/m"), 90, 100);
    }

    [Fact]
    public void Judgement_of_a_request_that_was_not_settled_teaches_nothing()
    {
        var world = new World(new LearningOptions());
        Assert.False(world.Learning.Correct(world.Decide(), 1));
    }

    [Fact]
    public void Same_seed_and_requests_make_the_same_choices()
    {
        Assert.Equal(Choices(7), Choices(7));
        Assert.Contains(Enumerable.Range(1, 6).Select(static seed => Choices((ulong)seed)), static other => !other.SequenceEqual(Choices(7)));

        static List<string> Choices(ulong seed)
        {
            var world = new World(new LearningOptions { Seed = seed, ExploreShare = 0.3 });
            return [.. Enumerable.Range(0, 80).Select(i => world.Ask(target => i % 3 == 0 && target == "a/m" ? Fail(FaultKind.Overloaded) : null))];
        }
    }

    [Fact]
    public void Request_that_is_only_asked_about_changes_nothing()
    {
        var (asked, silent) = (new World(new LearningOptions { ExploreShare = 0.3 }), new World(new LearningOptions { ExploreShare = 0.3 }));
        for (var i = 0; i < 50; i++)
        {
            asked.Decide(isSent: false);
            Assert.Equal(silent.Ask(static _ => null), asked.Ask(static _ => null));
        }
    }

    [Fact]
    public void What_was_learned_outlives_the_process()
    {
        var options = new LearningOptions { StateFile = _file };
        var world = new World(options);
        for (var i = 0; i < 100; i++)
            world.Ask(target => target == "a/m" ? Fail(FaultKind.Upstream) : null);
        world.Time.Advance(TimeSpan.FromSeconds(2));

        // Killed here: nothing is disposed.
        var next = new World(options);
        Assert.InRange(Enumerable.Range(0, 20).Count(_ => next.Ask(static _ => null) == "b/m"), 19, 20);
    }

    [Fact]
    public void State_file_of_a_reload_is_gone_over_to()
    {
        var (first, second) = (new LearningOptions { StateFile = _file }, new LearningOptions { StateFile = _file + ".2" });
        var world = new World(first);
        for (var i = 0; i < 100; i++)
            world.Ask(target => target == "a/m" ? Fail(FaultKind.Upstream) : null);

        world.Learning.Adopt(second);
        Assert.True(File.Exists(_file));
        world.Time.Advance(TimeSpan.FromSeconds(2));

        var kept = new World(second);
        Assert.InRange(Enumerable.Range(0, 20).Count(_ => kept.Ask(static _ => null) == "b/m"), 19, 20);
        File.Delete(_file + ".2");
    }

    [Fact]
    public void State_file_of_a_reload_that_knows_the_name_is_gone_on_from()
    {
        var (first, second) = (new LearningOptions { StateFile = _file }, new LearningOptions { StateFile = _file + ".2" });
        var other = new World(second);
        for (var i = 0; i < 100; i++)
            other.Ask(target => target == "a/m" ? Fail(FaultKind.Upstream) : null);
        other.Learning.Dispose();
        var world = new World(first);
        for (var i = 0; i < 100; i++)
            world.Ask(target => target == "b/m" ? Fail(FaultKind.Upstream) : null);

        world.Learning.Adopt(second);

        Assert.InRange(Enumerable.Range(0, 20).Count(_ => world.Ask(static _ => null) == "b/m"), 19, 20);
        File.Delete(_file + ".2");
    }

    [Fact]
    public void State_file_that_stays_is_not_read_again()
    {
        var options = new LearningOptions { StateFile = _file };
        var world = new World(options);
        world.Ask(static _ => null);
        File.WriteAllText(_file, "no state");

        world.Learning.Adopt(options with { Seed = 9 });
        world.Ask(static _ => null);
        world.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("parley-adaptive-state", File.ReadAllText(_file));
    }

    [Fact]
    public void State_file_that_cannot_be_used_is_left_alone_and_written_again_once_it_is_moved_away()
    {
        File.WriteAllText(_file, "no state");
        var world = new World(new LearningOptions { StateFile = _file });
        AskALot(world);
        Assert.Equal("no state", File.ReadAllText(_file));

        File.Delete(_file);
        AskALot(world);

        var kept = new World(new LearningOptions { StateFile = _file });
        Assert.InRange(Enumerable.Range(0, 20).Count(_ => kept.Ask(static _ => null) == "b/m"), 19, 20);

        static void AskALot(World world)
        {
            for (var i = 0; i < 100; i++)
                world.Ask(target => target == "a/m" ? Fail(FaultKind.Upstream) : null);
            world.Time.Advance(TimeSpan.FromSeconds(2));
        }
    }

    [Fact]
    public void State_file_that_cannot_be_used_and_is_mended_is_gone_on_from()
    {
        var other = new World(new LearningOptions { StateFile = _file });
        for (var i = 0; i < 100; i++)
            other.Ask(target => target == "a/m" ? Fail(FaultKind.Upstream) : null);
        other.Learning.Dispose();
        var whole = File.ReadAllText(_file);
        File.WriteAllText(_file, whole[..^9]);
        var world = new World(new LearningOptions { StateFile = _file });
        for (var i = 0; i < 100; i++)
            world.Ask(target => target == "b/m" ? Fail(FaultKind.Upstream) : null);

        File.WriteAllText(_file, whole);
        world.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.InRange(Enumerable.Range(0, 20).Count(_ => world.Ask(static _ => null) == "b/m"), 19, 20);
    }

    [Fact]
    public void Request_that_began_before_a_reload_does_not_bring_back_the_old_state_file()
    {
        var world = new World(new LearningOptions { StateFile = _file });
        world.Learning.Adopt(new LearningOptions { StateFile = _file + ".2" });

        world.Ask(static _ => null);
        world.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal((false, true), (File.Exists(_file), File.Exists(_file + ".2")));
        File.Delete(_file + ".2");
    }

    [Fact]
    public void Judgement_of_a_request_whose_learner_was_replaced_is_not_said_to_be_learned()
    {
        var second = new LearningOptions { StateFile = _file };
        var other = new World(second);
        other.Ask(static _ => null);
        other.Learning.Dispose();
        var world = new World(new LearningOptions());
        var decision = world.Decide();
        world.Settle(decision, null);

        world.Learning.Adopt(second);

        Assert.False(world.Learning.Correct(decision, 1));
    }

    [Fact]
    public async Task What_is_due_for_the_old_state_file_is_in_it_whoever_goes_over_meanwhile()
    {
        for (var i = 0; i < 500; i++)
        {
            var (first, second) = ($"{_file}.{i}.a", $"{_file}.{i}.b");
            var world = new World(new LearningOptions { StateFile = first });
            world.Ask(static _ => null);

            using var both = new Barrier(2);
            await Task.WhenAll(
                Task.Run(() =>
                {
                    both.SignalAndWait();
                    world.Time.Advance(TimeSpan.FromSeconds(2));
                }),
                Task.Run(() =>
                {
                    both.SignalAndWait();
                    world.Learning.Adopt(new LearningOptions { StateFile = second });
                }));

            Assert.True(File.Exists(first));
            world.Learning.Dispose();
            Assert.True(File.Exists(second));
            File.Delete(first);
            File.Delete(second);
        }
    }

    [Fact]
    public void Learning_and_predicting_can_each_be_switched_off()
    {
        var silent = new World(new LearningOptions { PredictionEnabled = false });
        Assert.Equal("a/m", silent.Ask(static _ => null));
        Assert.Null(silent.Decide().Context.Advice);

        var frozen = new World(new LearningOptions { LearningEnabled = false, StateFile = _file });
        frozen.Ask(static _ => null);
        frozen.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(File.Exists(_file));
    }

    [Fact]
    public void Dear_target_is_kept_within_the_budget()
    {
        var world = new World(new LearningOptions { Ceiling = 0.0002 }) { Tokens = 1000 };
        var spent = 0.0;
        for (var i = 0; i < 1000; i++)
        {
            var decision = world.Decide();
            var dear = decision.Ranked[0].Target.ToString() == "b/m";
            world.Settle(decision, null);
            world.Learning.Correct(decision, dear ? 1 : 0.5);
            spent += dear ? 0.001 : 0.0001;
        }

        Assert.InRange(spent / 1000, 0.0001, 0.0002 * 1.01);
    }

    [Fact]
    public void What_targets_cost_that_are_asked_besides_counts_for_the_budget()
    {
        var world = new World(new LearningOptions { Ceiling = 0.0005 }) { Tokens = 1000 };
        var spent = 0.0;
        for (var i = 0; i < 1000; i++)
        {
            var decision = world.Decide();
            var dear = decision.Ranked[0].Target.ToString() == "b/m";
            world.Escalate(decision, 0.3m);
            world.Learning.Correct(decision, dear ? 1 : 0.5);
            spent += (dear ? 0.001 : 0.0001) + 0.0003;
        }

        Assert.InRange(spent / 1000, 0.0001, 0.0005 * 1.01);
    }

    [Fact]
    public void Requests_that_go_elsewhere_than_was_chosen_leave_nothing_reserved()
    {
        var world = new World(new LearningOptions { Ceiling = 0.0005 }) { Tokens = 1000 };
        for (var i = 0; i < 300; i++)
        {
            world.Settle(world.Decide(maker: i < 150 ? "a" : "b"), null);
            world.Rate(world.Decide());
        }

        Assert.InRange(Enumerable.Range(0, 500).Count(_ => world.Rate(world.Decide()) == "b/m"), 150, 260);
    }

    private static Fault Fail(FaultKind kind) => new(kind, "scripted");

    /// <summary>Two targets of one name: a for 0.1 dollars a million tokens, b for 1.</summary>
    private sealed class World
    {
        private readonly Router _router;
        private readonly LearningOptions _options;
        private readonly Resolution _resolution;
        private readonly InboundRequest _request;

        public World(LearningOptions options)
        {
            _options = options;
            Learning = new AdaptiveRoutes(Time, NullLogger.Instance);
            _router = new Router(new Known(Learning));
            _resolution = new Resolution { Targets = [TargetOf("a", 0.1m), TargetOf("b", 1m)], Route = new ModelRoute("smart", []) };
            var wire = new WireRequest("", "", new WireHeaders(), Encoding.UTF8.GetBytes("""{"model":"smart","messages":[{"role":"user","content":"Why is the sky blue?"}]}"""));
            _request = new InboundRequest { Operation = Chat, Head = Chat.Codec.Peek(wire), Wire = wire, Asked = StreamOptions.None };
        }

        public SteppedTime Time { get; } = new();

        public AdaptiveRoutes Learning { get; }

        public long Tokens { get; init; } = 10;

        public string Ask(Func<string, Fault?> fault)
        {
            var decision = Decide();
            var target = decision.Ranked[0].Target.ToString();
            Settle(decision, fault(target));
            return target;
        }

        /// <summary>The dear one is twice as good.</summary>
        public string Rate(RoutingDecision decision)
        {
            var target = decision.Ranked[0].Target.ToString();
            Settle(decision, null);
            Learning.Correct(decision, target == "b/m" ? 1 : 0.5);
            return target;
        }

        public RoutingDecision Decide(bool isSent = true, string? maker = null) => _router.Decide(new RoutingContext
        {
            Head = _request.Head,
            Request = _request,
            IsSent = isSent,
            Maker = maker,
            Route = _resolution.Route,
            Options = new RoutingOptions { Strategy = StrategyNames.Adaptive, Adaptive = _options },
        }, _resolution);

        public void Settle(RoutingDecision decision, Fault? fault) =>
            Learning.Settle(decision, [new AttemptOutcome(decision.Ranked[0].Target, fault, fault is null ? new Usage { Input = TokenCount.Exact(Tokens) } : Usage.Unknown, fault is null)]);

        /// <summary>The answer did not convince, and that of a stronger model was as good.</summary>
        public void Escalate(RoutingDecision decision, decimal price)
        {
            var stronger = TargetOf("c", price);
            var among = _router.Decide(new RoutingContext { Head = _request.Head }, new Resolution { Targets = [stronger] });
            var usage = new Usage { Input = TokenCount.Exact(Tokens) };
            Learning.Settle(decision.With("escalation_path", among), [new AttemptOutcome(decision.Ranked[0].Target, null, usage, true), new AttemptOutcome(stronger, null, usage, false)]);
        }

        private static Target TargetOf(string id, decimal price) => new(
            new Backend { Id = id, Name = id, Provider = EchoBackend.Provider, Dialect = DialectNames.OpenAIChat, BaseAddress = new Uri("http://127.0.0.1/"), Price = new TokenPrice(price, price, "USD") }, "m");
    }

    private sealed class Known(AdaptiveRoutes learning) : ITargetKnowledge
    {
        public TargetFacts FactsOf(Target target) => default;

        public ModelFacts ModelOf(Target target) => ModelFacts.None;

        public AdaptiveAdvice? Advise(RoutingContext context, ReadOnlySpan<Candidate> candidates) => learning.Advise(context, candidates);
    }
}
