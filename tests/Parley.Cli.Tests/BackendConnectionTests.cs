using System.Net;
using Parley.Cli.Tests.Running;
using Parley.TestKit.Upstream;

namespace Parley.Cli.Tests;

/// <summary>How the program reaches backends: under TLS, and through a proxy.</summary>
public sealed class BackendConnectionTests : IDisposable
{
    private const string Question = """{"model":"b/m","messages":[{"role":"user","content":"Hello"}]}""";
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Backend_with_a_trusted_certificate_is_asked_twice_over_one_connection()
    {
        await using var backend = new TlsServer(WireSample.OpenAI.Reply);
        await using var parley = await ServeAsync(backend.Address, ("SSL_CERT_FILE", _sandbox.Write("trusted.pem", backend.Pem)));

        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(parley)).Status);
        Assert.Equal(1, backend.Connections);
    }

    [Fact]
    public async Task Backend_whose_certificate_nobody_trusts_is_a_bad_gateway_that_says_so()
    {
        await using var backend = new TlsServer(WireSample.OpenAI.Reply);
        await using var parley = await ServeAsync(backend.Address);

        var (status, body) = await AskAsync(parley);

        Assert.Equal(HttpStatusCode.BadGateway, status);
        Assert.Contains("its TLS certificate or handshake is not accepted", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proxy_of_the_environment_stands_between_the_program_and_remote_backends()
    {
        await using var proxy = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        await using var parley = await ServeAsync("http://backend.test/", ("http_proxy", proxy.Address));

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(parley)).Status);

        var request = Assert.Single(proxy.Received, static request => request.Method == "POST");
        Assert.Equal(("http://backend.test/v1/chat/completions", "Bearer sk-b", "identity"), (request.Target, request.Headers["authorization"], request.Headers["accept-encoding"]));
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(ParleyProcess parley)
    {
        using var answer = await parley.Client.PostAsync("v1/chat/completions", new StringContent(Question));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private Task<ParleyProcess> ServeAsync(string backend, params (string Name, string Value)[] environment)
    {
        _sandbox.Write("parley.yaml", $"backends: [ {{ id: b, type: openai, endpoint: {backend}v1, api_key: sk-b }} ]\n");
        return ParleyProcess.ServeAsync(_sandbox, null, environment);
    }
}
