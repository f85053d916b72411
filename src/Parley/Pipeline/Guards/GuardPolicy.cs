using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Configuration;
using Parley.Configuration.Options;

namespace Parley.Pipeline.Guards;

/// <summary>Guards as they are carried out. Immutable; made once for each configuration.</summary>
internal sealed class GuardPolicy
{
    /// <summary>Makes it of what was configured.</summary>
    /// <exception cref="ArgumentException">Code brings an expression that cannot be looked for.</exception>
    public GuardPolicy(GuardOptions options)
    {
        Options = options;
        List<(Detector Detector, GuardDirection Direction)> all =
        [
            .. options.Pii.SelectMany(static pair => Known(pair.Key, pair.Value.Action).Select(detector => (detector, pair.Value.Direction))),
            .. options.Patterns.Select(static pattern => (Own(pattern), pattern.Direction)),
        ];
        Input = [.. all.Where(static one => one.Direction != GuardDirection.Output).Select(static one => one.Detector)];
        Output = [.. all.Where(static one => one.Direction != GuardDirection.Input && one.Detector.Action != GuardAction.Reversible).Select(static one => one.Detector)];
        if (options.Injection.Action is not null)
            Injections = [.. Guards.Injections.Known, .. options.Injection.Patterns.Select(static text => GuardExpressions.Make(text, ignoresCase: true))];
    }

    public GuardOptions Options { get; }

    /// <summary>What is looked for in requests.</summary>
    public ImmutableArray<Detector> Input { get; }

    /// <summary>What is looked for in answers.</summary>
    public ImmutableArray<Detector> Output { get; }

    /// <summary>Phrases that would give the model other instructions.</summary>
    public ImmutableArray<Regex> Injections { get; } = [];

    /// <summary>Whether a request that nobody can read must not pass.</summary>
    public bool Demands => Input.Any(static one => one.Action != GuardAction.Warn) || Options.Injection.Action == GuardAction.Block;

    /// <summary>Whether the operator has left a request out.</summary>
    public bool Excepts(Exchange exchange) =>
        Any(Options.ExceptModels, exchange.Request.Head.Model) || exchange.Caller is { } caller && Any(Options.ExceptKeys, caller.Name);

    private static bool Any(ImmutableArray<Glob> patterns, string name)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(name))
                return true;
        }
        return false;
    }

    private static IEnumerable<Detector> Known(PiiKind kind, GuardAction action)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
        return PersonalData.Of(kind).Select(finder => new Detector(name, action, finder));
    }

    private static Detector Own(GuardPattern pattern)
    {
        var expression = GuardExpressions.Make(pattern.Match, ignoresCase: false);
        return new Detector(pattern.Name.ToLowerInvariant(), pattern.Action, (text, from) => PersonalData.In(expression, text, from), IsOwn: true);
    }
}
