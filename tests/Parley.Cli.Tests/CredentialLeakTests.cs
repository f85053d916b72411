using System.Text;
using Parley.Cli.Tests.Running;
using Parley.TestKit.Upstream;

namespace Parley.Cli.Tests;

/// <summary>Keys of every origin, good and refused, rotated and not to be had: none of them is found in anything that Parley says or keeps.</summary>
public sealed class CredentialLeakTests : IDisposable
{
    /// <summary>What every key of the test has in it.</summary>
    private const string Mark = "sk-leak";

    private const string Configuration = """
        credentials: libsecret
        ledger: { bodies: { enabled: true } }
        backends:
          - { id: command, type: openai, endpoint: ADDRESS, api_key: 'exec: cat command' }
          - { id: file, type: openai, endpoint: ADDRESS, api_key: 'file: file' }
          - { id: several, type: openai, endpoint: ADDRESS, api_keys: [ 'exec: printf sk-leak-argument', 'file: file' ] }
          - { id: stored, type: openai, endpoint: ADDRESS }
          - { id: client, type: openai, endpoint: ADDRESS, auth: { scheme: oauth2, token_url: ADDRESStoken, client_id: parley, client_secret: 'exec: cat command' } }
          - { id: failing, type: openai, endpoint: ADDRESS, api_key: "exec: sh -c 'echo sk-leak-printed; echo sk-leak-complaint >&2; exit 3'" }
          - { id: missing, type: openai, endpoint: ADDRESS, api_key: 'exec: no-such-program sk-leak-argument' }

        """;

    /// <summary>What holds keys because somebody put them there.</summary>
    private static readonly string[] Holders = ["parley.yaml", "command", "file", "secret-tool", Path.Combine("kept", "stored")];

    private static readonly string[] Pages = ["admin/backends", "admin/decisions", "admin/keys", "admin/costs", "admin/budgets", "admin/routing/weights", "admin/efficiency", "health/ready", "v1/models"];

    private readonly Sandbox _sandbox = new();
    private readonly StringBuilder _said = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task No_key_is_in_what_is_logged_shown_listed_or_kept()
    {
        await using var upstream = new ScriptedUpstream
        {
            Otherwise = static request => request.Target == "/token" ? Script.Json("""{"access_token":"sk-leak-token"}""")
                : request.Headers.GetValueOrDefault("authorization")?.Contains("old", StringComparison.Ordinal) == true ? Script.Json($$$"""{"error":{"message":"Incorrect API key provided: {{{request.Headers["authorization"]["Bearer ".Length..]}}}","code":"invalid_api_key"}}""", 401)
                : Script.Json(WireSample.OpenAI.Reply),
        };
        _sandbox.Write("command", $"{Mark}-command-old\n");
        _sandbox.Write("file", $"{Mark}-file-old\n");
        _sandbox.Write("parley.yaml", Configuration.Replace("ADDRESS", upstream.Address, StringComparison.Ordinal));
        var programs = FakeSecretTool.PathWith(_sandbox);
        await RunAsync($"{Mark}-stored", programs, "credentials", "set", "stored");

        await ServeAsync(upstream, programs);
        foreach (var verb in (string[][])[["config", "validate"], ["credentials", "list"], ["credentials", "test", "command"], ["credentials", "test", "stored"], ["credentials", "test", "failing"], ["costs"], ["credentials", "rm", "stored"]])
            await RunAsync("", programs, verb);

        Assert.DoesNotContain(Mark, _said.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Files(), file => File.ReadAllText(file, Encoding.Latin1).Contains(Mark, StringComparison.Ordinal));
    }

    /// <summary>Asks every backend with the old keys and with the new ones, and reads every page.</summary>
    private async Task ServeAsync(ScriptedUpstream upstream, (string, string) programs)
    {
        await using var parley = await ParleyProcess.ServeAsync(_sandbox, ["--log-level", "Trace"], programs);
        await AskAsync(parley, "command", "file", "several", "stored", "client", "failing", "missing");
        _sandbox.Write("command", $"{Mark}-command-new\n");
        _sandbox.Write("file", $"{Mark}-file-new\n");
        await parley.WaitForLineAsync("configuration reloaded");
        while (!upstream.Received.Any(static request => request.Headers.GetValueOrDefault("authorization") == $"Bearer {Mark}-file-new"))
            await AskAsync(parley, "file");
        foreach (var page in Pages)
            _said.AppendLine(await (await parley.Client.GetAsync(page)).Content.ReadAsStringAsync());
        await parley.StopAsync();
        _said.AppendLine(await parley.SaidAsync());
        Assert.Contains(upstream.Received, static request => request.Headers.GetValueOrDefault("authorization") == $"Bearer {Mark}-stored");
    }

    private async Task AskAsync(ParleyProcess parley, params string[] backends)
    {
        foreach (var backend in backends)
        {
            using var answer = await parley.Client.PostAsync("v1/chat/completions", new StringContent($$"""{"model":"{{backend}}/m","messages":[{"role":"user","content":"Hello"}]}"""));
            _said.Append(answer.Headers).AppendLine(await answer.Content.ReadAsStringAsync());
        }
    }

    private async Task RunAsync(string input, (string, string) programs, params string[] arguments)
    {
        var (_, output, errors) = await ParleyProcess.RunWithInputAsync(_sandbox, input, arguments, programs);
        _said.AppendLine(output).AppendLine(errors);
    }

    private IEnumerable<string> Files() => Directory.EnumerateFiles(_sandbox.Folder, "*", SearchOption.AllDirectories).Where(static file => !Holders.Any(holder => file.EndsWith(Path.DirectorySeparatorChar + holder, StringComparison.Ordinal)));
}
