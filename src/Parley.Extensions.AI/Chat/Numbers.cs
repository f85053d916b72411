namespace Parley.Extensions.AI.Chat;

/// <summary>Numbers of the abstractions.</summary>
internal static class Numbers
{
    /// <summary>The number that was written: 0.7, and not 0.699999988079071.</summary>
    public static double? Widen(float? number) => number is not { } said ? null : Math.Abs(said) < 1e9f ? (double)(decimal)said : said;
}
