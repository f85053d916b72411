using System.Globalization;
using System.Numerics;
using Parley.Configuration.Diagnostics;

namespace Parley.Configuration.Validators;

/// <summary>Tells what lies outside of its bounds.</summary>
/// <param name="owner">Whose values they are, as messages name it: <c>of backend `openai`</c>.</param>
/// <param name="problems">Takes the problems.</param>
internal readonly struct Bounds(string owner, ProblemList problems)
{
    /// <summary>Timers of the platform measure no longer time.</summary>
    public static readonly TimeSpan LongestTimer = TimeSpan.FromDays(24);

    /// <summary>No moment lies further away.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary>A time that must pass.</summary>
    public void Time(string name, TimeSpan? value, bool allowZero = false) => Time(name, value, allowZero, Longest);

    /// <summary>One that a timer measures.</summary>
    public void Timer(string name, TimeSpan? value, bool allowZero = false) => Time(name, value, allowZero, LongestTimer);

    /// <summary>One after which something is given up; a time without end, or the longest that there is, means never.</summary>
    public void Patience(string name, TimeSpan? value)
    {
        if (value is { } time && time != Timeout.InfiniteTimeSpan && time <= TimeSpan.Zero)
            Time(name, value, allowZero: false, TimeSpan.MaxValue);
    }

    private void Time(string name, TimeSpan? value, bool allowZero, TimeSpan most)
    {
        if (value is not { } time || (time > TimeSpan.Zero || (allowZero && time == TimeSpan.Zero)) && time <= most)
            return;
        Tell(name, time == Timeout.InfiniteTimeSpan ? "has no end" : string.Create(CultureInfo.InvariantCulture, $"is {time.TotalSeconds} s"), $"{(allowZero ? "0 at least" : "more than 0")}{(most == TimeSpan.MaxValue ? "" : $", {most.TotalDays} days at most")}");
    }

    /// <summary>A number within bounds. What is no number lies in none.</summary>
    public void Number<T>(string name, T? value, T least, T most)
        where T : struct, INumber<T>
    {
        if (value is not { } number || (number >= least && number <= most))
            return;
        Tell(name, string.Create(CultureInfo.InvariantCulture, $"is {number}"), string.Create(CultureInfo.InvariantCulture, $"{least} at least{(most >= T.CreateSaturating(1_000_000_000) ? "" : $", {most} at most")}"));
    }

    /// <summary>One of a list of words.</summary>
    public void Word(string name, string? value, IReadOnlyList<string> words)
    {
        if (value is not null && words.Contains(value))
            return;
        Tell(name, value is null ? "is null" : $"is `{value}`", value is not null && NearNames.Closest(value, words) is { } near ? $"did you mean `{near}`?" : $"one of {string.Join(", ", words)}");
    }

    /// <summary>Something that must be there.</summary>
    public void There(string name, object? value)
    {
        if (value is null)
            Tell(name, "is null", "");
    }

    private void Tell(string name, string what, string hint) => problems.Add(new Problem(ProblemCode.NotAllowed, $"{name} {owner} {what}", null) { Hint = hint });
}
