namespace Parley.Architecture.Tests;

/// <summary>Says what breaks a rule and why there is the rule.</summary>
internal static class Rule
{
    /// <summary>Fails with every breach, one on a line, when there is any.</summary>
    /// <param name="reason">Why the rule is there; whoever breaks it reads this first.</param>
    /// <param name="breaches">What breaks it.</param>
    public static void Holds(string reason, IEnumerable<string> breaches)
    {
        var list = breaches.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(list.Count == 0, $"{reason}\n  {string.Join("\n  ", list)}");
    }
}
