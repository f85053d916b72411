using System.Text;
using Parley.Cli.Tests.Running;
using Parley.TestKit.Upstream;

namespace Parley.Cli.Tests;

/// <summary>The disk takes no more of the ledger: requests go on, the state is told, and nothing is spoiled or lost.</summary>
public sealed class FullDiskTests
{
    private const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":2,"total_tokens":13}}""";

    [Fact]
    public async Task Ledger_without_room_is_told_and_made_up_for_once_there_is_some()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The size of files is limited by the shell.");
        // Room for the files of the journal and not for the ledger's.
        using var sandbox = new Sandbox { LargestFile = 4200 };
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        sandbox.Write("parley.yaml", $"backends: [ {{ id: up, type: openai-compatible, base_url: \"{upstream.Address}v1\", api_key: k }} ]\n");
        var answered = new List<string>();
        // The runtime would keep its own code in a file larger than that.
        await using (var parley = await ParleyProcess.ServeAsync(sandbox, null, ("DOTNET_EnableWriteXorExecute", "0")))
        {
            while (!(await parley.Client.GetStringAsync("health/ready")).Contains("ledger: the store does not answer", StringComparison.Ordinal))
            {
                Assert.True(answered.Count < 1_000_000, "The ledger has found room for a million entries.");
                answered.AddRange(await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => AskAsync(parley))));
            }
            answered.AddRange(await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => AskAsync(parley))));
            Assert.Equal(0, await parley.StopAsync());
        }

        sandbox.LargestFile = null;
        await using (var again = await ParleyProcess.ServeAsync(sandbox))
            Assert.Equal(0, await again.StopAsync());

        var path = Path.Combine(sandbox.Folder, "parley.db");
        Assert.Equal("ok", LedgerFile.Ask(path, "pragma integrity_check")[0][0]);
        var kept = LedgerFile.Ask(path, "select exchange from ledger").Select(static row => (string)row[0]).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(answered.Except(kept));
        Assert.Equal(answered.Count, kept.Count);
    }

    private static async Task<string> AskAsync(ParleyProcess parley)
    {
        using var content = new StringContent("""{"model":"up/m","messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json");
        using var response = await parley.Client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("x-parley-request-id").Single();
    }
}
