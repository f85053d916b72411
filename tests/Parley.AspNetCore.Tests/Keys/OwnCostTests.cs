using Parley.Ledger.Keys;

namespace Parley.AspNetCore.Tests.Keys;

/// <summary>What callers see of costs.</summary>
public sealed class OwnCostTests
{
    [Fact]
    public async Task Who_gets_the_name_of_a_key_that_was_removed_does_not_see_its_costs()
    {
        await using var gateway = await KeyedGateway.StartAsync();
        var reader = await gateway.MakeAsync("reader", """{"roles":["read"]}""");
        var former = await gateway.MakeAsync("ci");
        await AskAsync(gateway, former);
        Assert.Equal(1, await RequestsAsync(gateway, former));

        var desk = new KeyDesk(gateway.Store, TimeProvider.System, static _ => false);
        await desk.RemoveAsync("ci", "test", CancellationToken.None);
        var anew = (await desk.CreateAsync("ci", "{}"u8.ToArray(), "test", CancellationToken.None)).Value!;
        await gateway.RefreshAsync();

        Assert.Equal(0, await RequestsAsync(gateway, anew));
        await AskAsync(gateway, anew);
        Assert.Equal(1, await RequestsAsync(gateway, anew));
        Assert.Equal(2, await RequestsAsync(gateway, reader));
    }

    private static async Task AskAsync(KeyedGateway gateway, string key)
    {
        Assert.Equal(200, (await gateway.AskAsync(key)).Status);
        Assert.True(await gateway.FlushAsync());
    }

    private static async Task<int> RequestsAsync(KeyedGateway gateway, string key)
    {
        var (status, report) = await gateway.AdminAsync(HttpMethod.Get, "admin/costs?since=1h&until=2100-01-01", key);
        Assert.Equal(200, status);
        return report!["total"]!["requests"]!.GetValue<int>();
    }
}
