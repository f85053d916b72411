using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects.Conversation;
using Parley.Resilience;

namespace Parley.Tests.Resilience.Keys;

public sealed class KeyPoolTests
{
    private readonly SteppedTime _time = new();
    private readonly KeyPool _pool;

    public KeyPoolTests() => _pool = new KeyPool(_time);

    [Fact]
    public void Keys_take_turns_by_weight()
    {
        var backend = Backend("\"k-1\"", """{ "key": "k-2", "weight": 2 }""");

        Assert.Equal("212212", Taken(backend, 6));
    }

    [Fact]
    public void Preferred_key_is_taken_until_it_has_far_more_under_way_than_another()
    {
        var backend = Backend("\"k-1\"", "\"k-2\"");
        var warm = backend.Keyed[0].Key!.Name;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(warm, _pool.Take(backend, "m", warm).Key!.Name);
            _pool.Begin(backend.Keyed[0]);
        }

        Assert.Contains('2', string.Concat(Enumerable.Range(0, 2).Select(_ => _pool.Take(backend, "m", warm).Key!.Name == warm ? '1' : '2')));
        _pool.End(backend.Keyed[0]);
        Assert.Equal(warm, _pool.Take(backend, "m", warm).Key!.Name);
    }

    [Fact]
    public void Refused_key_is_not_used_again_while_another_lives()
    {
        var backend = Backend("\"k-1\"", "\"k-2\"");
        Report(backend, 1, FaultKind.Authentication);

        Assert.Equal("2222", Taken(backend, 4));
        _time.Advance(TimeSpan.FromDays(30));
        Assert.Equal("2222", Taken(backend, 4));
    }

    [Fact]
    public void Last_living_key_that_is_refused_is_the_targets_own_trouble()
    {
        var backend = Backend("\"k-1\"", "\"k-2\"");

        Assert.Null(Report(backend, 1, FaultKind.Authentication));
        Assert.Equal(FaultKind.Authentication, Report(backend, 2, FaultKind.Authentication)!.Kind);
        Assert.NotNull(_pool.Take(backend, "m").Key);
    }

    [Fact]
    public void Limit_rests_a_key_for_its_model_until_its_reset()
    {
        var backend = Backend("\"k-1\"", "\"k-2\"");
        Report(backend, 1, FaultKind.RateLimit, seconds: 90);

        Assert.Equal("222", Taken(backend, 3));
        Assert.Contains('1', Taken(backend, 2, "other"));
        _time.Advance(TimeSpan.FromSeconds(89));
        Assert.Equal("222", Taken(backend, 3));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Contains('1', Taken(backend, 2));
    }

    [Fact]
    public void When_all_rest_the_target_asks_to_wait_for_the_first_that_is_free()
    {
        var backend = Backend("\"k-1\"", "\"k-2\"");
        Assert.Null(Report(backend, 1, FaultKind.RateLimit, seconds: 10));

        Assert.Equal(TimeSpan.FromSeconds(10), Report(backend, 2, FaultKind.RateLimit, seconds: 60)!.RetryAfter);
        Assert.False(_pool.AnyLives(backend, "m"));
        Assert.Equal("1", Taken(backend, 1));
    }

    [Fact]
    public void Refused_key_is_not_even_the_last_resort()
    {
        var backend = Backend("\"k-1\"", "\"k-2\"");
        Report(backend, 1, FaultKind.Authentication);
        Report(backend, 2, FaultKind.RateLimit, seconds: 60);

        Assert.Equal("22", Taken(backend, 2));
    }

    [Fact]
    public void Fault_of_the_server_says_nothing_of_the_key()
    {
        var backend = Backend("\"k-1\"", "\"k-2\"");

        Assert.Equal(FaultKind.Upstream, Report(backend, 1, FaultKind.Upstream)!.Kind);
        Assert.Contains('1', Taken(backend, 2));
    }

    [Fact]
    public void Key_that_was_replaced_begins_afresh()
    {
        Report(Backend("\"k-1\"", "\"k-2\""), 1, FaultKind.Authentication);

        Assert.Contains('1', Taken(Backend("\"k-9\"", "\"k-2\""), 2));
    }

    [Fact]
    public void Key_that_no_configuration_has_any_more_is_forgotten_and_what_still_runs_with_it_leaves_nothing()
    {
        var (before, after) = (Backend("\"k-1\"", "\"k-2\""), Backend("\"k-9\"", "\"k-2\""));
        Report(before, 1, FaultKind.Authentication);
        Report(before, 2, FaultKind.RateLimit, seconds: 60);

        _pool.Keep(after.Keyed);
        Report(before, 1, FaultKind.Authentication);

        Assert.Equal("live", _pool.WordOf(before.Keyed[0]));
        Assert.Equal("resting", _pool.WordOf(after.Keyed[1]));
        Assert.Equal(1, _pool.Known);
    }

    [Fact]
    public void Limit_of_all_keys_says_only_when_the_first_is_free()
    {
        var backend = Backend("\"k-1\"", "\"k-2\"");
        Report(backend, 1, FaultKind.RateLimit, seconds: 10);

        var told = _pool.Report(backend.Keyed[1], "m", new Fault(FaultKind.RateLimit, "") { RetryAfter = TimeSpan.FromSeconds(60), Headers = [new("retry-after", "60"), new("x-request-id", "r")] });

        Assert.Equal(("x-request-id", TimeSpan.FromSeconds(10)), (told!.Headers.Single().Key, told.RetryAfter));
    }

    [Fact]
    public void Single_key_is_no_pool()
    {
        var backend = Backend("\"k-1\"", "\"${UNSET}\"");

        Assert.Same(backend, _pool.Take(backend, "m"));
        Assert.Equal("k-1", backend.Credential!.Reveal());
    }

    [Fact]
    public void Key_that_is_there_twice_is_a_problem() =>
        Assert.Contains(Load("\"k-1\"", "\"k-1\"").Problems, static problem => problem.Message == "a key of backend `b` is there twice");

    private Fault? Report(Backend backend, int number, FaultKind kind, int? seconds = null) =>
        _pool.Report(backend.Keyed[number - 1], "m", new Fault(kind, "") { RetryAfter = seconds is { } asked ? TimeSpan.FromSeconds(asked) : null });

    private string Taken(Backend backend, int times, string model = "m") =>
        string.Concat(Enumerable.Range(0, times).Select(_ => _pool.Take(backend, model).Key!.Name[^1]));

    private static Backend Backend(params string[] keys) => Load(keys).Require().BackendList[0];

    private static LoadedConfiguration Load(params string[] keys) => new ConfigurationLoader(Catalog.BuiltIn, static _ => null)
        .Load([new SourceText("test.json", $$"""{ "backends": [ { "id": "b", "type": "openai", "api_keys": [ {{string.Join(',', keys)}} ] } ] }""")]);
}
