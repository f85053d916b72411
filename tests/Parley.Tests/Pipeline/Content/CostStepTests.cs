using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Pipeline;
using Parley.Tests.Pipeline.Caching;

namespace Parley.Tests.Pipeline.Content;

/// <summary>What hosts are told of money.</summary>
public sealed class CostStepTests
{
    [Fact]
    public async Task Host_hears_what_each_request_cost_and_all_of_them_together()
    {
        var told = new List<RequestCost>();
        var time = new HandTime();
        using var gateway = Opened("{}", new GatewayParts { Steps = [new CostStep(new CostOptions { OnCost = told.Add, ResetInterval = TimeSpan.FromHours(1) }, time)] }, time);

        var first = await gateway.AskAsync(CountedBackend.Some("a"));
        await gateway.AskAsync(CountedBackend.Some("b"));
        time.Pass(TimeSpan.FromHours(1));
        await gateway.AskAsync(CountedBackend.Some("c"));

        Assert.Equal([3.000015m, 6.00003m, 3.000015m], told.Select(static one => one.Total!.Value.Amount));
        Assert.Equal(new RequestCost(first.RequestId, new Money(3.000015m, "USD"), new Money(3.000015m, "USD"), IsWhole: true), told[0]);
    }

    [Fact]
    public async Task Price_that_nobody_knows_is_not_free()
    {
        var told = new List<RequestCost>();
        using var gateway = Opened("{}", new GatewayParts { Steps = [new CostStep(new CostOptions { OnCost = told.Add })] }, price: null);

        await gateway.AskAsync(CountedBackend.Some("a"));

        Assert.Equal((null, null, false), (told.Single().Cost, told.Single().Total, told.Single().IsWhole));
    }

    [Fact]
    public async Task Host_hears_when_a_budget_is_nearly_and_when_it_is_wholly_used_up()
    {
        var told = new List<LimitNotice>();
        using var gateway = Opened("""{ "limits": [ { "name": "daily", "usd": 4, "per": "day", "warn_at": 0.7 } ] }""", new GatewayParts { OnLimit = told.Add });

        await gateway.AskAsync(CountedBackend.Some("a"));
        await gateway.AskAsync(CountedBackend.Some("b"));
        var refused = await gateway.AskAsync(CountedBackend.Some("c"));

        Assert.NotNull(refused.Fault);
        Assert.Equal([("daily", false, "USD"), ("daily", true, "USD")], told.Select(static one => (one.Name, one.IsReached, one.Currency!)));
    }

    private static Gateway Opened(string configuration, GatewayParts parts, TimeProvider? time = null) => Opened(configuration, parts, new TokenPrice(3, 15, "USD"), time);

    private static Gateway Opened(string configuration, GatewayParts parts, TokenPrice? price, TimeProvider? time = null)
    {
        var backend = new DelegateBackend("code", static (_, _) => Task.FromResult(CountedBackend.Say("x"))) { Price = price };
        var snapshot = new ConfigurationLoader(Catalog.BuiltIn, static _ => null) { InProcess = [backend] }.Load([new SourceText("parley.json", configuration)]).Require();
        return new Gateway(() => snapshot, time ?? TimeProvider.System, NullLoggerFactory.Instance, parts);
    }
}
