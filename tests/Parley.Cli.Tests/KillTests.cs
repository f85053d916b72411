using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Parley.Cli.Tests.Running;
using Parley.TestKit.Upstream;

namespace Parley.Cli.Tests;

/// <summary>The program is killed under load: every answer that a caller has in full is in the ledger, once.</summary>
public sealed class KillTests
{
    private const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":2,"total_tokens":13}}""";

    private const string Stream = """
        data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"H"},"finish_reason":null}]}

        data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"i"},"finish_reason":"stop"}]}

        data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":2,"total_tokens":13}}

        data: [DONE]


        """;

    /// <summary>How often it is killed: five times, or as <c>PARLEY_KILLS</c> says.</summary>
    public static TheoryData<int> Rounds => [.. Enumerable.Range(1, int.Parse(Environment.GetEnvironmentVariable("PARLEY_KILLS") ?? "5", CultureInfo.InvariantCulture))];

    [Theory]
    [MemberData(nameof(Rounds))]
    public async Task Answers_that_callers_have_are_in_the_ledger_once_after_the_program_was_killed(int round)
    {
        using var sandbox = new Sandbox();
        await using var upstream = new ScriptedUpstream
        {
            Otherwise = static request => request.Body.Contains("\"stream\":true", StringComparison.Ordinal) ? Script.Stream(Stream.ReplaceLineEndings("\n"), "text/event-stream") : Script.Json(Answer),
        };
        sandbox.Write("parley.yaml", $"backends: [ {{ id: up, type: openai-compatible, base_url: \"{upstream.Address}v1\", api_key: k, cost_per_token: 1 }} ]\n");
        ConcurrentQueue<string> seen = new();
        await using (var parley = await ParleyProcess.ServeAsync(sandbox))
        {
            using var over = new CancellationTokenSource();
            var callers = Enumerable.Range(0, 24).Select(caller => CallAsync(parley, isStream: caller % 2 == 0, seen, over.Token)).ToList();
            // Each round in another moment of the load.
            while (seen.Count < 100 + (997 * round % 1500))
                await Task.Delay(1);
            parley.KillHard();
            await over.CancelAsync();
            await Task.WhenAll(callers);
        }

        await using (var again = await ParleyProcess.ServeAsync(sandbox))
            Assert.Equal(0, await again.StopAsync());

        var path = Path.Combine(sandbox.Folder, "parley.db");
        var settled = LedgerFile.Ask(path, "select exchange, quality, input, output from ledger where is_answer = 1 and quality <> 'interrupted'");
        var counts = settled.GroupBy(static row => (string)row[0]).ToDictionary(static group => group.Key, static group => group.Count());
        Assert.All(seen, id => Assert.Equal(1, counts.GetValueOrDefault(id)));
        Assert.All(settled, static row => Assert.Equal(("exact", 11L, 2L), ((string)row[1], (long)row[2], (long)row[3])));
        Assert.Equal(0L, LedgerFile.Ask(path, "select count(*) from ledger where is_sent = 1 and cost is null and fault is null")[0][0]);
        Assert.Equal(0L, LedgerFile.Ask(path, "select count(*) - count(distinct exchange || '/' || attempt) from ledger")[0][0]);
        Assert.Empty(Directory.GetDirectories(Path.Combine(sandbox.Folder, "parley.journal")));
    }

    private static async Task CallAsync(ParleyProcess parley, bool isStream, ConcurrentQueue<string> seen, CancellationToken cancellationToken)
    {
        var body = $$"""{"model":"up/m","stream":{{(isStream ? "true" : "false")}},"messages":[{"role":"user","content":"Hello"}]}""";
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var content = new StringContent(body, Encoding.UTF8, "application/json");
                using var response = await parley.Client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), content, cancellationToken);
                var text = await response.Content.ReadAsStringAsync(cancellationToken);
                if (isStream ? text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal) : text.EndsWith('}'))
                    seen.Enqueue(response.Headers.GetValues("x-parley-request-id").Single());
            }
            catch (Exception killed) when (killed is HttpRequestException or OperationCanceledException or IOException)
            {
                return;
            }
        }
    }
}
