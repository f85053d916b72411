using System.Net;

namespace Parley.AspNetCore.Tests;

/// <summary>The built-in echo as a target that the operator wrote down.</summary>
public sealed class EchoTargetTests
{
    [Theory]
    [InlineData("parley/echo")]
    [InlineData("parley")]
    public async Task Echo_is_a_target_like_any_other_also_where_keys_are_configured(string target)
    {
        var config = $$"""{ "keys": [ { "name": "dev", "key": "sk-dev" } ], "models": [ { "name": "safe", "targets": ["{{target}}"] } ] }""";
        await using var gateway = await RunningGateway.StartAsync(config);
        using var response = await gateway.PostAsync("v1/chat/completions", """{"model":"safe","messages":[{"role":"user","content":"Still here"}]}""", ("Authorization", "Bearer sk-dev"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"content\":\"Still here\"", await response.Content.ReadAsStringAsync());
    }
}
