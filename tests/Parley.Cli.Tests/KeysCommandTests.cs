using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Parley.Cli.Tests.Running;

namespace Parley.Cli.Tests;

public sealed class KeysCommandTests : IDisposable
{
    private const string Ask = """{"model":"parley/echo","messages":[{"role":"user","content":"Hello"}]}""";
    private readonly Sandbox _sandbox = new();

    public KeysCommandTests() => _sandbox.Write("parley.yaml", "server: { echo: true }\n");

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Key_works_in_a_running_gateway_soon_after_it_was_made_until_soon_after_it_is_disabled()
    {
        await using var parley = await ParleyProcess.ServeAsync(_sandbox);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(parley, null));

        var (code, key, told) = await RunAsync("create", "ci", "--team", "infra", "--expires", "30d", "--model", "parley/*");

        Assert.Equal((0, $"ci: created in {Path.Combine(_sandbox.Folder, "parley.db")}. The key is shown this once:\n"), (code, told));
        Assert.Matches("^sk-parley-[a-z0-9]{12}-[A-Za-z0-9_-]{43}\n$", key);
        await UntilAsync(parley, null, HttpStatusCode.Unauthorized);
        await UntilAsync(parley, key.Trim(), HttpStatusCode.OK);
        Assert.Equal(0, (await RunAsync("disable", "ci")).Code);
        await UntilAsync(parley, key.Trim(), HttpStatusCode.Unauthorized);
        Assert.Equal(0, (await RunAsync("enable", "ci")).Code);
        await UntilAsync(parley, key.Trim(), HttpStatusCode.OK);
        Assert.Equal(0, (await RunAsync("rm", "ci")).Code);
        await UntilAsync(parley, key.Trim(), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Keys_outlive_the_gateway_and_are_needed_from_its_first_request_on()
    {
        var (_, key, _) = await RunAsync("create", "ci");
        await using var parley = await ParleyProcess.ServeAsync(_sandbox);

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(parley, null));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(parley, key.Trim()));
        Assert.Contains("YOUR_KEY", parley.Banner[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_show_no_value()
    {
        var (_, key, _) = await RunAsync("create", "ci", "--role", "read", "--role", "admin", "--set", "max_tokens_limit=100", "--network", "10.0.0.0/8,192.0.2.1", "--tag", "nightly");
        await RunAsync("rotate", "ci", "--overlap", "1h");

        var (_, list, _) = await RunAsync("list");
        var (_, show, _) = await RunAsync("show", "ci");
        var (_, json, _) = await RunAsync("show", "ci", "--json");
        var (_, all, _) = await RunAsync("list", "--json");

        Assert.Matches("""^NAME  KEY                STATUS  ROLES       TEAM  EXPIRES\nci    sk-parley-....\.\.\.  active  read,admin  -     -\n$""", list);
        Assert.Contains("max_tokens_limit: 100", show, StringComparison.Ordinal);
        Assert.Contains("the former key is taken until", show, StringComparison.Ordinal);
        var shown = JsonNode.Parse(json)!;
        Assert.Equal(["10.0.0.0/8", "192.0.2.1"], shown["networks"]!.AsArray().Select(static network => network!.ToString()));
        Assert.Equal(["created", "rotated"], shown["history"]!.AsArray().Select(static done => done!["what"]!.ToString()).Order(StringComparer.Ordinal));
        Assert.Single(JsonNode.Parse(all)!.AsArray());
        Assert.All((string[])[list, show, json, all], text => Assert.DoesNotContain(key.Trim()[23..], text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, "error: A key's name is of", "create", "a b")]
    [InlineData(2, "error: roles: `root` is not one of call, read, admin", "create", "x", "--role", "root")]
    [InlineData(2, "error: expires: a time such as 2027-01-31", "create", "x", "--expires", "soon")]
    [InlineData(2, "error: unknown field `teem` (did you mean `team`?)", "create", "x", "--set", "teem=a")]
    [InlineData(2, "error: This is what is shown of a key", "set", "ci", "--set", "key=sk-parley-ab12...")]
    [InlineData(2, "error: a number of seconds", "rotate", "ci", "--overlap", "soon")]
    [InlineData(4, "error: There is a key 'ci' already.", "create", "ci")]
    [InlineData(4, "error: There is a key 'configured' already.", "create", "configured")]
    [InlineData(5, "error: There is no key 'other'.", "show", "other")]
    [InlineData(5, "error: There is no key 'other'.", "rm", "other")]
    public async Task What_cannot_be_done_is_said_in_one_line(int code, string error, params string[] arguments)
    {
        _sandbox.Write("parley.yaml", "keys: [ { name: configured, key: sk-configured-1 } ]\n");
        await RunAsync("create", "ci");

        var (ended, output, errors) = await RunAsync(arguments);

        Assert.Equal((code, ""), (ended, output));
        Assert.StartsWith(error, errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Address_that_others_reach_needs_a_key_of_file_or_store()
    {
        _sandbox.Write("parley.yaml", "server: { http: 0.0.0.0:4000 }\n");
        var (code, _, errors) = await ParleyProcess.RunAsync(_sandbox, ["config", "validate"]);
        Assert.Equal(3, code);
        Assert.StartsWith("error[PRL1107]", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_sandbox.Folder, "parley.db")));

        Assert.Equal(0, (await RunAsync("create", "me")).Code);

        Assert.Equal(0, (await ParleyProcess.RunAsync(_sandbox, ["config", "validate"])).Code);
        await RunAsync("rm", "me");
        Assert.Equal(3, (await ParleyProcess.RunAsync(_sandbox, ["config", "validate"])).Code);
    }

    [Fact]
    public async Task Without_a_store_there_are_no_keys()
    {
        _sandbox.Write("parley.yaml", "store: none\n");

        var (code, _, errors) = await RunAsync("create", "me");

        Assert.Equal((2, "error: There is no store (store: none), in which keys could be kept.\n"), (code, errors));
    }

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => ParleyProcess.RunAsync(_sandbox, ["keys", .. arguments]);

    private static async Task<HttpStatusCode> AskAsync(ParleyProcess parley, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = new StringContent(Ask) };
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await parley.Client.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task UntilAsync(ParleyProcess parley, string? key, HttpStatusCode expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await AskAsync(parley, key) != expected)
            await Task.Delay(20, patience.Token);
    }
}
