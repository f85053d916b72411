using System.Text.RegularExpressions;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Configuration.Reading;

namespace Parley.Configuration.Validators;

/// <summary>Guards look for what can be looked for in linear time, put back only what they took out of requests, and have names that placeholders can be made of.</summary>
internal sealed partial class GuardValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        var guards = options.Guards;
        var pii = guards.Node?.Find("pii")?.Value as ConfigMap;
        foreach (var (kind, rule) in guards.Pii)
        {
            if (rule is { Action: GuardAction.Reversible, Direction: not GuardDirection.Input })
                problems.Add(Irreversible(Words.Of(kind), Place.Of(pii, Words.Of(kind))));
        }
        var names = new Dictionary<string, GuardPattern>(StringComparer.OrdinalIgnoreCase);
        foreach (var pattern in guards.Patterns)
            Check(pattern, names, problems);
        for (var i = 0; i < guards.Injection.Patterns.Length; i++)
            CheckExpression(guards.Injection.Patterns[i], ignoresCase: true, Place.OfItem(guards.Injection.Node, "patterns", i), problems);
        if (guards.IsEmpty && (!guards.ExceptModels.IsEmpty || !guards.ExceptKeys.IsEmpty))
            problems.Add(new Problem(ProblemCode.WithoutEffect, "`guards` says who is left out, and guards nothing", Place.Of(options.Node, "guards")) { Severity = Severity.Warning, Hint = "say what is looked for: `pii: { email: redact }`" });
    }

    private static void Check(GuardPattern pattern, Dictionary<string, GuardPattern> names, ProblemList problems)
    {
        if (pattern is not { Name: not null, Match: not null })
        {
            problems.Add(new Problem(ProblemCode.Missing, "a pattern lacks its name, or what it matches"));
            return;
        }
        if (!Word().IsMatch(pattern.Name))
            problems.Add(new Problem(ProblemCode.NotAllowed, $"`{pattern.Name}` is no word", Place.Of(pattern.Node, "name")) { Hint = "letters, digits and _, a letter first: the placeholder is made of it" });
        else if (Enum.GetValues<PiiKind>().Any(kind => Words.Of(kind).Equals(pattern.Name, StringComparison.OrdinalIgnoreCase)))
            problems.Add(new Problem(ProblemCode.SameName, $"`{pattern.Name}` is one of the kinds of `pii`", Place.Of(pattern.Node, "name")) { Hint = "choose another name" });
        else if (!names.TryAdd(pattern.Name, pattern))
            problems.Add(new Problem(ProblemCode.SameName, $"two patterns have the name `{pattern.Name}`", Place.Of(pattern.Node, "name")) { Hint = "choose another name", Notes = Place.NoteOf(Place.Of(names[pattern.Name].Node, "name")) });
        CheckExpression(pattern.Match, ignoresCase: false, Place.Of(pattern.Node, "match"), problems);
        if (pattern is { Action: GuardAction.Reversible, Direction: not GuardDirection.Input })
            problems.Add(Irreversible(pattern.Name, Place.Of(pattern.Node, "direction")));
    }

    private static void CheckExpression(string text, bool ignoresCase, SourceSpan? place, ProblemList problems)
    {
        if (!GuardExpressions.TryMake(text, ignoresCase, out _, out var why))
            problems.Add(new Problem(ProblemCode.NotAllowed, $"`{text}` is no expression that can be looked for: {why}", place) { Hint = "write one without (?=...), (?<=...) and \\1, and with small repeats" });
    }

    private static Problem Irreversible(string name, SourceSpan? place) =>
        new(ProblemCode.NotAllowed, $"`{name}` cannot be `reversible` in answers: what the model itself says nobody can put back", place) { Hint = "leave out `direction`, or write `action: redact`" };

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,31}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    /// <summary>Kinds as they are written.</summary>
    private static class Words
    {
        public static string Of(PiiKind kind) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
    }
}
