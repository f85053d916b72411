using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Limits;

/// <summary>Operators are told of limits that are nearly used up.</summary>
public sealed class LimitWebhookTests
{
    private const string Chat = """{"model":"parley/echo","messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task Limit_that_only_warns_is_told_once_and_refuses_nobody()
    {
        await using var hook = new ScriptedUpstream { Otherwise = static _ => Script.Json("{}") };
        await using var gateway = await StartAsync(hook, """{ "name": "all", "requests": 10, "per": "hour", "soft": true }""");
        for (var i = 0; i < 12; i++)
        {
            using var response = await gateway.PostAsync("v1/chat/completions", Chat);
            Assert.Equal(200, (int)response.StatusCode);
        }

        await ToldAsync(hook, 2);

        var (near, reached) = (JsonNode.Parse(hook.Received[0].Body)!, JsonNode.Parse(hook.Received[1].Body)!);
        Assert.Equal(("limit_near", "all", 9m, 10m), (near["event"]!.GetValue<string>(), near["name"]!.GetValue<string>(), near["spent"]!.GetValue<decimal>(), near["limit"]!.GetValue<decimal>()));
        Assert.Equal("limit_reached", reached["event"]!.GetValue<string>());
        Assert.Equal("10 requests an hour", reached["says"]!.GetValue<string>());
        Assert.Contains(gateway.Log.Lines, static line => line.Contains("the whole gateway has nearly used up its limit of 10 requests an hour: 9 requests", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Address_that_fails_is_in_the_log_and_in_nobodys_way()
    {
        await using var hook = new ScriptedUpstream { Otherwise = static _ => Script.Json("{}", 500) };
        await using var gateway = await StartAsync(hook, """{ "requests": 1, "per": "hour" }""");

        using var good = await gateway.PostAsync("v1/chat/completions", Chat);
        using var refused = await gateway.PostAsync("v1/chat/completions", Chat);

        Assert.Equal((200, 429), ((int)good.StatusCode, (int)refused.StatusCode));
        await ToldAsync(hook, 2);
        await UntilAsync(() => gateway.Log.Lines.Any(static line => line.Contains("was told of a limit and answered with status 500", StringComparison.Ordinal)));
    }

    private static Task ToldAsync(ScriptedUpstream hook, int times) => UntilAsync(() => hook.Received.Count >= times);

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!holds())
            await Task.Delay(5, patience.Token);
    }

    private static Task<RunningGateway> StartAsync(ScriptedUpstream hook, string limit) => RunningGateway.StartAsync($$"""
        { "limits": [ {{limit}} ], "limits_webhook": "{{hook.Address}}" }
        """);
}
