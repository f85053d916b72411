using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Configuration.Options;

namespace Parley.Pipeline.Caching;

/// <summary>The targets that a name leads to, and a mark of them: who is asked, and how. A name that leads elsewhere, or to a backend that is asked otherwise, has another.</summary>
internal sealed class TargetClass
{
    private readonly List<Target> _targets = [];

    public TargetClass(Resolution resolution)
    {
        using var mark = new Fingerprint();
        foreach (var each in resolution.Others.Prepend(resolution))
            AddName(each, mark);
        Mark = mark.Build();
    }

    /// <summary>The mark.</summary>
    public byte[] Mark { get; }

    /// <summary>The target of the class that answered once; null when it is not there any more.</summary>
    public Target? Find(string backend, string model) => _targets.Find(target => target.Backend.Id == backend && target.Model == model && target.Backend.Enabled);

    /// <summary>Adds to what a key may use.</summary>
    public static void AddLimits(TargetLimits? limits, Fingerprint mark)
    {
        if (limits is null)
        {
            mark.Add(0);
            return;
        }
        foreach (var globs in (ReadOnlySpan<ImmutableArray<Glob>?>)[limits.Models, limits.Backends, limits.Hardware, limits.Regions])
            mark.Add(globs is null ? null : string.Join('\n', globs.Value.Select(static glob => glob.Pattern)));
        mark.Add(limits.Tags is null ? null : string.Join('\n', limits.Tags.Value)).Add(limits.MaxCost);
    }

    private void AddName(Resolution resolution, Fingerprint mark)
    {
        var route = resolution.Route;
        mark.Add(route?.Name).Add((int)resolution.Conversion).Add((int)resolution.HostedTools);
        AddTargets(resolution.Targets, mark);
        if (route is null)
            return;
        AddLimits(route.Limits, mark);
        AddTargets(route.EscalationPath, mark);
        AddTargets(route.ContextWindowFallbacks, mark);
        AddTargets(route.ContentPolicyFallbacks, mark);
        mark.Add(route.Failure.Parallel.Mode?.ToString()).Add(route.Failure.Forwarding.Enabled ? 1 : 0).Add(route.Failure.Forwarding.MinConfidence);
    }

    private void AddTargets(ImmutableArray<Target> targets, Fingerprint mark)
    {
        mark.Add(targets.Length);
        foreach (var target in targets)
        {
            _targets.Add(target);
            mark.Add(target.Model);
            AddBackend(target.Backend, mark);
        }
    }

    private static void AddBackend(Backend backend, Fingerprint mark)
    {
        mark.Add(backend.Id).Add(backend.Provider.Name).Add(backend.Dialect).Add(backend.BaseAddress.AbsoluteUri).Add(backend.Defaults.ToString());
        foreach (var (name, value) in backend.Headers.Concat(backend.Query))
            mark.Add(name).Add(value);
        foreach (var rule in backend.Parameters)
            mark.Add(rule.Parameter).Add((int)rule.Action).Add(rule.To).Add(rule.Value).Add(rule.Least).Add(rule.Most).Add(string.Join('\n', rule.Models.Select(static glob => glob.Pattern)));
    }
}
