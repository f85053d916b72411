using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Parley.Cli.Tests.Running;
using Parley.TestKit.Databases;
using Parley.TestKit.Upstream;

namespace Parley.Cli.Tests;

/// <summary>Three gateways, one database, one budget.</summary>
public sealed class ManyGatewaysTests
{
    private const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9}}""";

    /// <summary>Nine tokens at a euro for a thousand.</summary>
    private const decimal Cost = 0.009m;
    private const decimal Budget = 9;

    /// <summary>So much each gateway may be ahead of what it was told: a thirty-second part, or one request.</summary>
    private const decimal Ahead = Budget / 32;

    [Fact]
    public async Task Budget_is_not_passed_by_all_of_them_together_and_used_by_each()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        await using var server = await PostgresServer.StartAsync();
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        var gateways = new List<ParleyProcess>();
        List<Sandbox> sandboxes = [new(), new(), new()];
        try
        {
            foreach (var sandbox in sandboxes)
            {
                sandbox.Write("parley.yaml", $"store: {server.Address}\nbackends: [ {{ id: up, type: openai-compatible, base_url: \"{upstream.Address}v1\", api_key: k, cost_per_token: 1 }} ]\nlimits: [ {{ money: 9, currency: EUR, per: day }} ]\n");
                gateways.Add(await ParleyProcess.ServeAsync(sandbox));
            }

            // Two hundred callers, until nobody gets anything any more.
            int[] answered = [0, 0, 0];
            for (var before = -1; before < answered.Sum();)
            {
                before = answered.Sum();
                await Task.WhenAll(Enumerable.Range(0, 200).Select(async caller =>
                {
                    if (await AskAsync(gateways[caller % 3]))
                        Interlocked.Increment(ref answered[caller % 3]);
                }));
            }

            Assert.InRange(answered.Sum() * Cost, 8.1m, Budget + (3 * Ahead));
            Assert.All(answered, static count => Assert.True(count > 100, $"{count}"));
            // One that comes late finds nothing left.
            using var late = new Sandbox();
            File.Copy(Path.Combine(sandboxes[0].Folder, "parley.yaml"), Path.Combine(late.Folder, "parley.yaml"));
            await using var fourth = await ParleyProcess.ServeAsync(late);
            var more = 0;
            for (var i = 0; i < 20; i++)
                more += await AskAsync(fourth) ? 1 : 0;
            Assert.InRange((answered.Sum() + more) * Cost, 8.1m, Budget + (4 * Ahead));
            // What it was ahead of it hears of within an interval or two.
            var spent = 0m;
            for (var patience = 0; spent != (answered.Sum() + more) * Cost && patience < 100; patience++)
            {
                await Task.Delay(100);
                spent = JsonNode.Parse(await fourth.Client.GetStringAsync("admin/budgets"))!["budgets"]!.AsArray().Single()!["spent"]!.GetValue<decimal>();
            }
            Assert.Equal((answered.Sum() + more) * Cost, spent);
        }
        finally
        {
            foreach (var gateway in gateways)
                await gateway.DisposeAsync();
            sandboxes.ForEach(static sandbox => sandbox.Dispose());
        }
    }

    private static async Task<bool> AskAsync(ParleyProcess gateway)
    {
        using var content = new StringContent("""{"model":"up/m","max_tokens":64,"messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json");
        using var response = await gateway.Client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), content);
        // Used up, or set aside by others that run.
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PaymentRequired or HttpStatusCode.TooManyRequests, await response.Content.ReadAsStringAsync());
        return response.IsSuccessStatusCode;
    }
}
