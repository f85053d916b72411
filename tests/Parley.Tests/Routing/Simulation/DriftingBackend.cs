using Parley.Routing.Adaptive;

namespace Parley.Tests.Routing.Simulation;

/// <summary>How a backend of the drifting world is for a while.</summary>
/// <param name="Easy">How good its answers to easy requests are, in the mean, from 0 to 1.</param>
/// <param name="Hard">The same for hard ones.</param>
/// <param name="Price">Dollars for a million tokens.</param>
/// <param name="Seconds">How long an answer takes, in the mean.</param>
/// <param name="Failures">Which share of its calls fails.</param>
internal readonly record struct Mood(double Easy, double Hard, decimal Price, double Seconds, double Failures = 0)
{
    // Whoever asked has gone by then.
    private const double Patience = 10;

    /// <summary>How one call goes.</summary>
    public DrawnCall Draw(bool isHard, SeededRandom chance)
    {
        var seconds = -Math.Log(1 - chance.NextDouble()) * Seconds;
        var fails = chance.NextDouble() < Failures;
        var quality = Math.Clamp((isHard ? Hard : Easy) + (0.15 * chance.NextNormal()), 0, 1);
        var tokens = (long)((isHard ? 1500 : 500) * (0.5 + chance.NextDouble()));
        return fails || seconds > Patience ? new DrawnCall(0, 0, Math.Min(seconds, Patience)) : new DrawnCall(quality, tokens, seconds);
    }
}

/// <summary>How one call goes.</summary>
/// <param name="Reward">What the answer is worth; 0 where none comes.</param>
/// <param name="Tokens">The tokens that it takes; 0 where no answer comes.</param>
/// <param name="Seconds">How long it takes.</param>
internal readonly record struct DrawnCall(double Reward, long Tokens, double Seconds);

/// <summary>A backend of the drifting world.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Before">How it is until the drift.</param>
/// <param name="After">How it is from then on.</param>
internal sealed record DriftingBackend(string Id, Mood Before, Mood After);
