using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>Numbers are in the units that their fields are read in, and nothing is said in two places.</summary>
internal sealed class BackendUnitValidator : IValidator
{
    private static readonly TimeSpan LongestSeconds = TimeSpan.FromHours(2);
    private static readonly TimeSpan ShortestMilliseconds = TimeSpan.FromMilliseconds(50);

    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        foreach (var backend in options.Backends)
        {
            CheckTimeout(backend, backend.Timeouts.Total, "timeout", problems);
            CheckTimeout(backend, backend.Timeouts.Connect, "connect_timeout", problems);
            CheckPriority(backend, problems);
        }
    }

    private static void CheckTimeout(BackendOptions backend, TimeSpan? time, string field, ProblemList problems)
    {
        var inSeconds = backend.Node?.Find(field, field == "connect_timeout" ? "connection_timeout" : field);
        if (inSeconds is not null && time > LongestSeconds)
            problems.Add(Warning($"{inSeconds.Name} is in seconds: {time.Value.TotalSeconds} of them are {time.Value.TotalHours:0.#} hours", inSeconds.Value.Span, $"did you mean `{field}_ms`?"));
        if (backend.Node?.Find($"{field}_ms") is { } inMilliseconds && time < ShortestMilliseconds)
            problems.Add(Warning($"{inMilliseconds.Name} is in milliseconds: {time.Value.TotalMilliseconds} of them are too few for any answer", inMilliseconds.Value.Span, $"did you mean `{field}`, which is in seconds?"));
    }

    private static void CheckPriority(BackendOptions backend, ProblemList problems)
    {
        if (backend.Priority is { } above && backend.Characteristics.Priority is { } within && above != within)
        {
            problems.Add(new Problem(ProblemCode.SaidTwice, $"backend `{backend.Id}` has priority {above}, and {within} among its characteristics", Place.Of(backend.Node, "priority"))
            {
                Severity = Severity.Warning,
                Hint = $"{above} is used",
            });
        }
    }

    private static Problem Warning(string message, SourceSpan place, string hint) => new(ProblemCode.UnlikelyUnit, message, place) { Severity = Severity.Warning, Hint = hint };
}
