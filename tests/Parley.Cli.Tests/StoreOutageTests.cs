using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Npgsql;
using Parley.Cli.Tests.Running;
using Parley.TestKit.Databases;
using Parley.TestKit.Upstream;

namespace Parley.Cli.Tests;

/// <summary>The ledger's database goes away under load and comes back: no request fails, no entry is missing.</summary>
public sealed class StoreOutageTests
{
    private const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":2,"total_tokens":13}}""";

    /// <summary>How much longer than a thousand requests it is away: not at all, or as many seconds as <c>PARLEY_OUTAGE_SECONDS</c> says.</summary>
    private static TimeSpan Longer => TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("PARLEY_OUTAGE_SECONDS") ?? "0", CultureInfo.InvariantCulture));

    [Fact]
    public async Task Requests_go_on_and_entries_wait_while_the_database_is_away()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        using var sandbox = new Sandbox();
        await using var server = await PostgresServer.StartAsync();
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        sandbox.Write("parley.yaml", $"store: {server.Address}\nbackends: [ {{ id: up, type: openai-compatible, base_url: \"{upstream.Address}v1\", api_key: k }} ]\n");
        ConcurrentQueue<string> answered = new();
        await using (var parley = await ParleyProcess.ServeAsync(sandbox))
        {
            using var over = new CancellationTokenSource();
            var callers = Enumerable.Range(0, 8).Select(_ => CallAsync(parley, answered, over.Token)).ToList();
            await UntilAsync(() => answered.Count > 200);

            await server.StopAsync();
            var before = answered.Count;
            await UntilAsync(async () => (await parley.Client.GetStringAsync("health/ready")).Contains("ledger: the store does not answer", StringComparison.Ordinal));
            await UntilAsync(() => answered.Count > before + 1000);
            await Task.Delay(Longer);

            await server.StartAgainAsync();
            await UntilAsync(async () => await parley.Client.GetStringAsync("health/ready") == "ready");
            await over.CancelAsync();
            await Task.WhenAll(callers);
            Assert.Equal(0, await parley.StopAsync());
        }

        var kept = await ExchangesAsync(server);
        Assert.Equal(kept.Count, kept.Distinct().Count());
        Assert.Empty(answered.Except(kept));
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var patience = 0; !await isSo(); patience++)
        {
            Assert.True(patience < 1200, "It did not come to pass within a minute.");
            await Task.Delay(50);
        }
    }

    private static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private static async Task CallAsync(ParleyProcess parley, ConcurrentQueue<string> answered, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            using var content = new StringContent("""{"model":"up/m","messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json");
            using var response = await parley.Client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), content, CancellationToken.None);
            response.EnsureSuccessStatusCode();
            answered.Enqueue(response.Headers.GetValues("x-parley-request-id").Single());
        }
    }

    private static async Task<List<string>> ExchangesAsync(PostgresServer server)
    {
        var uri = new Uri(server.Address);
        await using var source = NpgsqlDataSource.Create($"Host={uri.Host};Port={uri.Port};Username={uri.UserInfo};Database={uri.AbsolutePath.Trim('/')}");
        await using var command = source.CreateCommand("select exchange from ledger where is_answer = 1");
        await using var reader = await command.ExecuteReaderAsync();
        var exchanges = new List<string>();
        while (await reader.ReadAsync())
            exchanges.Add(reader.GetString(0));
        return exchanges;
    }
}
