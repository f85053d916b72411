using System.Net;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Failure;

/// <summary>A deadline that follows its target, behind a real server.</summary>
public sealed class AdaptiveTimeoutTests
{
    [Fact]
    public async Task Silent_backend_is_given_up_at_its_own_deadline()
    {
        await using var silent = new ScriptedUpstream { Otherwise = static _ => Script.Stall() };
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "b", "type": "openai-compatible", "endpoint": "{{silent.Address}}", "base_timeout_ms": 50, "max_timeout_ms": 100 } ] }
            """);

        using var response = await gateway.PostAsync("v1/chat/completions", """{"model":"b/x","messages":[{"role":"user","content":"Hello"}]}""");

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Contains("did not begin to answer in time", await response.Content.ReadAsStringAsync());
    }
}
