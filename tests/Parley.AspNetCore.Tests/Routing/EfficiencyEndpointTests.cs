using System.Net;
using System.Text.Json.Nodes;

namespace Parley.AspNetCore.Tests.Routing;

public sealed class EfficiencyEndpointTests
{
    private const string Config = """
        {
          "backends": [
            { "id": "strong", "type": "ollama", "endpoint": "http://127.0.0.1:9", "characteristics": { "power_watts": 300 } },
            { "id": "small", "type": "ollama", "endpoint": "http://127.0.0.1:9", "characteristics": { "power_watts": 10 } }
          ],
          "models": [ { "name": "smart", "targets": ["strong/x", "small/x", "parley/echo"] } ],
          "efficiency": { "mode": "performance", "intensity_g_per_kwh": 400 }
        }
        """;

    [Fact]
    public async Task Mode_that_holds_is_shown_with_its_limits()
    {
        await using var gateway = await RunningGateway.StartAsync(Config);

        Assert.Equal(
            """{"mode":"performance","set_by_hand":false,"effective":"performance","reason":"it is set","limits":{"max_fan_percent":100,"max_temperature_c":90}}""",
            await gateway.Client.GetStringAsync("admin/efficiency"));
    }

    [Fact]
    public async Task Nothing_holds_where_nothing_is_configured()
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        Assert.Equal("""{"mode":null,"set_by_hand":false}""", await gateway.Client.GetStringAsync("admin/efficiency"));
    }

    [Fact]
    public async Task Mode_that_is_set_holds_for_the_next_request_and_is_explained()
    {
        await using var gateway = await RunningGateway.StartAsync(Config);
        Assert.Equal("strong/x", (await ExplainAsync(gateway))["chosen"]!.GetValue<string>());

        using var set = await gateway.PostAsync("admin/efficiency", """{"mode":"quiet"}""");
        Assert.Equal("quiet", JsonNode.Parse(await set.Content.ReadAsStringAsync())!["effective"]!.GetValue<string>());

        // The mode stands before what the request asks for.
        var explained = await ExplainAsync(gateway, ("X-Latency-Critical", "true"), ("X-Max-Power-Watts", "500"));
        Assert.Equal("small/x", explained["chosen"]!.GetValue<string>());
        Assert.Equal(("Quiet", "it is set"), (explained["request"]!["efficiency"]!["mode"]!.GetValue<string>(), explained["request"]!["efficiency"]!["reason"]!.GetValue<string>()));
        Assert.Equal("power", explained["candidates"]!.AsArray().Single(static candidate => candidate!["target"]!.GetValue<string>() == "strong/x")!["refused_by"]!.GetValue<string>());

        using var back = await gateway.PostAsync("admin/efficiency", """{"mode":"configured"}""");
        Assert.Equal("strong/x", (await ExplainAsync(gateway))["chosen"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"mode":"loud"}""", "mode must be performance, balanced, efficiency, quiet, auto, ultra_efficiency or configured.")]
    [InlineData("{}", "mode must be performance, balanced, efficiency, quiet, auto, ultra_efficiency or configured.")]
    [InlineData("[", null)]
    public async Task Wrong_mode_is_refused(string body, string? message)
    {
        await using var gateway = await RunningGateway.StartAsync(Config);

        using var response = await gateway.PostAsync("admin/efficiency", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        if (message is not null)
            Assert.Contains(message, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mode_needs_a_key_where_all_calls_do()
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "keys": [ { "name": "k", "key": "sk-one" } ] }""");

        using var response = await gateway.PostAsync("admin/efficiency", """{"mode":"quiet"}""");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Refused_caller_changes_nothing()
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "keys": [ { "name": "k", "key": "sk-one", "admin": true } ] }""");
        using var refused = await gateway.PostAsync("admin/efficiency", """{"mode":"quiet"}""");

        using var asking = new HttpRequestMessage(HttpMethod.Get, "admin/efficiency") { Headers = { { "Authorization", "Bearer sk-one" } } };
        using var shown = await gateway.Client.SendAsync(asking);

        Assert.Equal("""{"mode":null,"set_by_hand":false}""", await shown.Content.ReadAsStringAsync());
    }

    private static async Task<JsonNode> ExplainAsync(RunningGateway gateway, params (string, string)[] headers)
    {
        using var response = await gateway.PostAsync("admin/route/explain", """{"model":"smart","messages":[{"role":"user","content":"Hi"}]}""", headers);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
