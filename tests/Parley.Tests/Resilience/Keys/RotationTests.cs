using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects.Conversation;
using Parley.Resilience;

namespace Parley.Tests.Resilience.Keys;

public sealed class RotationTests
{
    private readonly TargetStates _states = new(new SteppedTime());

    [Fact]
    public void Backend_with_a_new_key_is_asked_at_once_though_the_old_one_was_refused()
    {
        var target = Adopt("sk-old");
        Refuse(target);
        Assert.NotNull(_states.Of(target).Breaker.Report);

        Adopt("sk-new");

        Assert.Null(_states.Of(target).Breaker.Report);
    }

    [Fact]
    public void Backend_with_the_same_key_stays_barred_after_a_reload()
    {
        var target = Adopt("sk-old");
        Refuse(target);

        Adopt("sk-old");

        Assert.NotNull(_states.Of(target).Breaker.Report);
    }

    private Target Adopt(string key)
    {
        var json = $$"""{ "backends": [ { "id": "b", "type": "openai", "api_key": "{{key}}" } ], "models": [ { "name": "m", "targets": ["b/m"] } ] }""";
        var snapshot = new ConfigurationLoader(Catalog.BuiltIn, static _ => null).Load([new SourceText("parley.json", json)]).Require();
        _states.Keep(snapshot);
        return snapshot.ModelList[0].Targets[0];
    }

    private void Refuse(Target target)
    {
        for (var i = 0; i < 50; i++)
            _states.Of(target).Breaker.Failed(default, target.Backend.Breaker, new Fault(FaultKind.Authentication, "no"), slow: false, new SteppedTime().GetUtcNow());
    }
}
