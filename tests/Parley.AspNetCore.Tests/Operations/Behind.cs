using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>A gateway before one scripted backend <c>b</c>.</summary>
internal sealed class Behind : IAsyncDisposable
{
    private Behind(RunningGateway gateway, ScriptedUpstream upstream)
    {
        Gateway = gateway;
        Upstream = upstream;
    }

    public RunningGateway Gateway { get; }

    public ScriptedUpstream Upstream { get; }

    /// <summary>Starts both.</summary>
    /// <param name="type">The backend's type.</param>
    /// <param name="more">Further members of the configuration, with a comma before them.</param>
    public static async Task<Behind> StartAsync(string type, string more = "")
    {
        var upstream = new ScriptedUpstream();
        var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "b", "type": "{{type}}", "endpoint": "{{upstream.Address}}", "api_key": "sk-b" } ]{{more}} }
            """);
        return new Behind(gateway, upstream);
    }

    /// <summary>Asks, and reads the answer.</summary>
    public async Task<(int Status, string Body, string Conversion)> AskAsync(string path, string body)
    {
        using var response = await Gateway.PostAsync(path, body);
        var conversion = response.Headers.TryGetValues("x-parley-conversion", out var values) ? string.Join(",", values) : "";
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), conversion);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
