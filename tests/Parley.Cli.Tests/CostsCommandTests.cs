using System.Text;
using System.Text.Json.Nodes;
using Parley.Cli.Tests.Running;
using Parley.TestKit.Upstream;

namespace Parley.Cli.Tests;

public sealed class CostsCommandTests : IDisposable
{
    private const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":500,"total_tokens":1500}}""";

    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Costs_of_calls_are_told_by_the_command_and_by_the_gateway()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        _sandbox.Write("parley.yaml", $"backends: [ {{ id: up, type: openai-compatible, base_url: \"{upstream.Address}v1\", api_key: k, cost_per_token: 0.002 }} ]\nkeys: [ {{ name: anna, key: anna-key-anna-key }}, {{ name: root, key: root-key-root-key, admin: true }} ]\n");
        await using (var parley = await ParleyProcess.ServeAsync(_sandbox))
        {
            foreach (var key in (string[])["anna-key-anna-key", "anna-key-anna-key", "root-key-root-key"])
                await CallAsync(parley, key);
            JsonNode all;
            do
                all = await GetAsync(parley, "admin/costs?by=key", "root-key-root-key");
            while (all["total"]!["requests"]!.GetValue<int>() < 3);
            Assert.Equal(0.009m, all["total"]!["cost"]!["EUR"]!.GetValue<decimal>());
            Assert.Equal(["anna", "root"], all["groups"]!.AsArray().Select(static group => group!["name"]![0]!.GetValue<string>()));
            var own = await GetAsync(parley, "admin/costs?by=key", "anna-key-anna-key");
            Assert.Equal("anna", Assert.Single(own["groups"]!.AsArray())!["name"]![0]!.GetValue<string>());
            Assert.Equal("since", (await GetAsync(parley, "admin/costs?since=never", "root-key-root-key"))["error"]!["param"]!.GetValue<string>());
            await parley.StopAsync();
        }

        var (code, output, _) = await ParleyProcess.RunAsync(_sandbox, ["costs", "--by", "key", "--project", "month"]);

        Assert.Equal(0, code);
        Assert.Matches(@"(?m)^anna +2 +3000 +0\.006 EUR$", output);
        Assert.Matches(@"(?m)^total +3 +4500 +0\.009 EUR$", output);
        Assert.Contains("a month: 0.27 EUR at this rate", output, StringComparison.Ordinal);
        var (_, csv, _) = await ParleyProcess.RunAsync(_sandbox, ["costs", "--csv", "--key", "root"]);
        Assert.StartsWith("up,EUR,0.003,0,1,1,", csv.Split("\r\n")[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_that_say_nothing_are_a_usage_error()
    {
        var (code, _, errors) = await ParleyProcess.RunAsync(_sandbox, ["costs", "--since", "never"]);

        Assert.Equal(2, code);
        Assert.Contains("--since is a time back from now", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_store_there_are_no_costs()
    {
        var (code, _, errors) = await ParleyProcess.RunAsync(_sandbox, ["costs"], ("PARLEY_STORE", "none"));

        Assert.NotEqual(0, code);
        Assert.Contains("no ledger is kept", errors, StringComparison.Ordinal);
    }

    private static async Task CallAsync(ParleyProcess parley, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = new StringContent("""{"model":"up/m","messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", $"Bearer {key}");
        using var response = await parley.Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<JsonNode> GetAsync(ParleyProcess parley, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Authorization", $"Bearer {key}");
        using var response = await parley.Client.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
