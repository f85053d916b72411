using Parley.Routing.Adaptive;

namespace Parley.Routing.Evaluation;

/// <summary>Draws each arm with a fixed share, without a look at the prompt.</summary>
/// <param name="shares">The shares by arm; together 1.</param>
/// <param name="seed">The start of its chance.</param>
internal sealed class SharesPolicy(double[] shares, ulong seed) : ITablePolicy
{
    private readonly SeededRandom _random = new(seed);

    /// <inheritdoc/>
    public int Choose(string prompt)
    {
        var point = _random.NextDouble();
        var last = 0;
        for (var arm = 0; arm < shares.Length; arm++)
        {
            if (shares[arm] <= 0)
                continue;
            last = arm;
            if ((point -= shares[arm]) < 0)
                break;
        }
        return last;
    }

    /// <inheritdoc/>
    public void Settle(double reward, double cost)
    {
        // It learns nothing.
    }
}
