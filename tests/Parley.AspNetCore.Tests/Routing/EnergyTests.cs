using System.Globalization;
using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Routing;

/// <summary>What an answer took of power: in a header of those who ask, and in its decision.</summary>
public sealed class EnergyTests
{
    private const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"m-1","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}""";
    private const string Asked = """{"model":"here/m-1","messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task Whole_answer_tells_its_energy_to_those_who_ask()
    {
        await using var server = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        await using var gateway = await StartAsync(server, "\"characteristics\": { \"power_watts\": 3600000 }");

        using var told = await gateway.PostAsync("v1/chat/completions", Asked, ("X-Parley-Explain", "1"));
        using var silent = await gateway.PostAsync("v1/chat/completions", Asked);

        var decision = JsonNode.Parse(await gateway.Client.GetStringAsync($"admin/requests/{Header(told, "x-parley-request-id")}/decision"))!;
        var wattHours = decision["energy_wh"]!.GetValue<double>();
        // A watt-hour for each millisecond.
        Assert.Equal(decision["attempts"]![0]!["duration_ms"]!.GetValue<double>(), wattHours, 6);
        Assert.Equal(wattHours, double.Parse(Header(told, "x-parley-energy-wh")!, CultureInfo.InvariantCulture), 5);
        Assert.Equal(wattHours * 0.4, decision["co2_g"]!.GetValue<double>(), 6);
        Assert.Null(Header(silent, "x-parley-energy-wh"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"hardware\": \"cloud\", \"characteristics\": { \"power_watts\": 0 }")]
    public async Task Energy_of_unknown_watts_is_not_told_as_0(string members)
    {
        await using var server = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        await using var gateway = await StartAsync(server, members);

        using var told = await gateway.PostAsync("v1/chat/completions", Asked, ("X-Parley-Explain", "1"));

        var decision = await gateway.Client.GetStringAsync($"admin/requests/{Header(told, "x-parley-request-id")}/decision");
        Assert.Null(Header(told, "x-parley-energy-wh"));
        Assert.DoesNotContain("energy_wh", decision, StringComparison.Ordinal);
        Assert.DoesNotContain("co2_g", decision, StringComparison.Ordinal);
    }

    private static Task<RunningGateway> StartAsync(ScriptedUpstream server, string members) => RunningGateway.StartAsync($$"""
        {
          "backends": [ { "id": "here", "type": "openai-compatible", "endpoint": "{{server.Address}}"{{(members.Length == 0 ? "" : ", " + members)}} } ],
          "efficiency": { "intensity_g_per_kwh": 400 }
        }
        """);

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
