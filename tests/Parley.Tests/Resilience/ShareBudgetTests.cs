using Parley.Resilience;

namespace Parley.Tests.Resilience;

public sealed class ShareBudgetTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(1)]
    public void What_is_taken_stays_within_the_share_and_the_reserve(double share)
    {
        var budget = new ShareBudget(reserve: 10, most: 10);
        var (own, taken) = (0, 0);

        for (var i = 0; i < 10_000; i++)
            taken += budget.TryTake(++own + taken, share) ? 1 : 0;

        Assert.InRange(taken, (int)(own * share), (own * share) + 10);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(1)]
    public void What_happens_elsewhere_does_not_lessen_the_share(double share)
    {
        var budget = new ShareBudget(reserve: 1, most: 50, isCounted: false);

        var taken = Enumerable.Range(1, 10_000).Count(happened => budget.TryTake(happened, share));

        Assert.InRange(taken, (int)(10_000 * share), (int)(10_000 * share) + 1);
    }

    [Fact]
    public void Quiet_times_save_no_more_than_the_reserve()
    {
        var budget = new ShareBudget(reserve: 10, most: 10);

        var taken = Enumerable.Range(0, 100).Count(_ => budget.TryTake(1_000_000, 0.2));

        Assert.Equal(10, taken);
    }
}
