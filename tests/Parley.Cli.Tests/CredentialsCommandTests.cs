using Parley.Cli.Tests.Running;
using Parley.Configuration.Credentials;
using Parley.TestKit.Upstream;

namespace Parley.Cli.Tests;

public sealed class CredentialsCommandTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    private string StorePath => Path.Combine(_sandbox.Folder, ".local", "share", "parley", "credentials.json");

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Stored_key_is_listed_without_its_value_and_can_be_removed()
    {
        var (code, output, errors) = await SetAsync("openai", "sk-very-secret\n");
        Assert.Equal((0, $"openai: stored in {StorePath}\n", ""), (code, output, errors));
        Assert.DoesNotContain("sk-very-secret", await File.ReadAllTextAsync(StorePath), StringComparison.Ordinal);

        (code, output, errors) = await RunAsync("list");
        Assert.Equal((0, ""), (code, errors));
        Assert.Matches("""^openai  \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ  store\n$""", output);

        Assert.Equal((0, $"openai: removed from {StorePath}\n", ""), await RunAsync("rm", "openai"));
        (code, _, errors) = await RunAsync("rm", "openai");
        Assert.Equal((5, "error: nothing is stored under openai; `parley credentials list` shows what is.\n"), (code, errors));
    }

    [Fact]
    public async Task List_says_where_each_key_comes_from()
    {
        await SetAsync("openai", "sk-1");
        await SetAsync("groq", "gsk");
        await SetAsync("nobody", "x");
        _sandbox.Write("parley.yaml", "backends: [ { id: work, type: openai }, { id: own, type: mistral, api_key_env: MINE } ]\n");

        var (_, output, _) = await ParleyProcess.RunAsync(_sandbox, ["credentials", "list"], ("GROQ_API_KEY", "gsk-env"), ("COHERE_API_KEY", "co"));

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => (Name: line[..6].Trim(), Time: line[8], Where: line[30..])).ToList();
        Assert.Equal(
            [
                ("work", "store: openai"), ("own", "configuration: environment variable MINE"), ("groq", "environment variable GROQ_API_KEY; what is stored is not used"),
                ("nobody", "not used: no backend and no provider has this name"), ("openai", "store"), ("cohere", "environment variable COHERE_API_KEY"),
            ],
            lines.Select(static line => (line.Name, line.Where)));
        Assert.Equal("--222-", string.Concat(lines.Select(static line => line.Time)));
    }

    [Theory]
    [InlineData("openai", "", "no key was given")]
    [InlineData("openai", "sk-one\nsk-two\n", "a key is one line")]
    [InlineData("two words", "sk-one", "a name is of 1 to 200 letters")]
    public async Task Bad_input_is_refused_in_one_line(string name, string input, string why)
    {
        var (code, _, errors) = await SetAsync(name, input);

        Assert.Equal(2, code);
        Assert.StartsWith("error: " + why, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(StorePath));
    }

    [Fact]
    public async Task Wrong_passphrase_is_told_by_every_verb_that_needs_it_and_listing_needs_none()
    {
        await ParleyProcess.RunWithInputAsync(_sandbox, "sk-one", ["credentials", "set", "openai"], ("PARLEY_CREDENTIALS_PASSPHRASE", "right"));

        var (code, _, errors) = await ParleyProcess.RunWithInputAsync(_sandbox, "sk-two", ["credentials", "set", "openai"], ("PARLEY_CREDENTIALS_PASSPHRASE", "wrong"));
        Assert.Equal((4, $"error: `{StorePath}` was written with another passphrase than PARLEY_CREDENTIALS_PASSPHRASE holds.\n"), (code, errors));
        Assert.Equal(0, (await RunAsync("list")).Code);
        (code, _, errors) = await ParleyProcess.RunAsync(_sandbox, ["serve", "--port", "0"], ("PARLEY_CREDENTIALS_PASSPHRASE", "wrong"));
        Assert.Equal(3, code);
        Assert.StartsWith($"error[PRL1009]: `{StorePath}` was written with another passphrase", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passphrase_is_changed_from_standard_input_and_taken_back()
    {
        await SetAsync("openai", "sk-one");

        var said = await PassphraseAsync("second horse\n", null);
        Assert.Equal((0, $"{StorePath}: encrypted anew, with the new passphrase\n", ""), said);
        Assert.Equal(4, (await PassphraseAsync("third horse\n", "first horse")).Code);
        Assert.Equal((4, "", $"error: `{StorePath}` was written with a passphrase: set PARLEY_CREDENTIALS_PASSPHRASE.\n"), await PassphraseAsync("third horse\n", null));
        Assert.Equal((2, "", "error: no passphrase was given: type it, or send it to standard input; --none does without one.\n"), await PassphraseAsync("", "second horse"));
        Assert.Equal(0, (await PassphraseAsync("third horse\n", "second horse")).Code);
        Assert.Equal((0, $"{StorePath}: encrypted anew, with a key file beside it\n", ""), await PassphraseAsync("", "third horse", "--none"));

        Assert.Equal("sk-one", new CredentialFile(StorePath, static () => null, TimeProvider.System).Retrieve("openai")!.Reveal());
    }

    [Fact]
    public async Task Passphrase_of_nothing_is_not_found() => Assert.Equal(5, (await PassphraseAsync("one\n", null)).Code);

    [Theory]
    [InlineData(200, 401, 0, "work: the key is accepted (status 200)")]
    [InlineData(200, 200, 1, "work: the key could not be tested (status 200, but it answers so without a key too)")]
    [InlineData(401, 401, 4, "work: the key is refused (status 401)")]
    [InlineData(503, 503, 6, "work: no usable answer (status 503)")]
    [InlineData(404, 404, 1, "work: the key could not be tested (status 404, which says nothing of the key)")]
    public async Task Test_asks_for_the_models_and_says_what_came_back(int status, int open, int expected, string said)
    {
        await using var upstream = new ScriptedUpstream
        {
            Otherwise = request => Script.Json("""{"data":[],"error":{"message":"Incorrect key sk-stored"}}""", request.Headers.ContainsKey("authorization") ? status : open),
        };
        await SetAsync("work", "sk-stored");
        _sandbox.Write("parley.yaml", $"backends: [ {{ id: work, type: openai, endpoint: {upstream.Address}v1 }} ]\n");

        var (code, output, errors) = await RunAsync("test", "work");

        Assert.Equal((expected, said + "\n", ""), (code, output, errors));
        Assert.Equal(("GET", "/v1/models", "Bearer sk-stored"), (upstream.Received[0].Method, upstream.Received[0].Target, upstream.Received[0].Headers["authorization"]));
    }

    [Fact]
    public async Task Test_of_a_backend_without_a_key_says_what_is_missing()
    {
        var (code, _, errors) = await RunAsync("test", "openai");

        Assert.Equal((4, "openai: it has no key: set OPENAI_API_KEY, or api_key, or run `parley credentials set openai`\n"), (code, errors));
    }

    [Fact]
    public async Task Running_gateway_takes_up_a_key_that_is_replaced_and_shows_none()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        await SetAsync("work", "sk-old-key");
        _sandbox.Write("parley.yaml", $"backends: [ {{ id: work, type: openai, endpoint: {upstream.Address}v1 }} ]\n");
        await using var parley = await ParleyProcess.ServeAsync(_sandbox, ["--log-level", "Debug"]);
        await AskAsync(parley);

        await SetAsync("work", "sk-new-key");
        await parley.WaitForLineAsync("configuration reloaded (revision 2)");
        Assert.Equal("  ~ backend work", await parley.WaitForLineAsync(""));
        await AskAsync(parley);

        Assert.Equal(["Bearer sk-old-key", "Bearer sk-new-key"], upstream.Received.Where(static request => request.Method == "POST").Select(static request => request.Headers["authorization"]));
        foreach (var page in new[] { "admin/backends", "admin/decisions" })
            Assert.DoesNotContain("-key\"", await (await parley.Client.GetAsync(page)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_gateway_takes_up_a_file_that_the_configuration_refers_to()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        _sandbox.Write("first", "sk-old-key\n");
        File.CreateSymbolicLink(Path.Combine(_sandbox.Folder, "key"), "first");
        _sandbox.Write("parley.yaml", $"backends: [ {{ id: work, type: openai, endpoint: {upstream.Address}v1, api_key: 'file: key' }} ]\n");
        await using var parley = await ParleyProcess.ServeAsync(_sandbox);

        _sandbox.Write("second", "sk-new-key\n");
        File.Delete(Path.Combine(_sandbox.Folder, "key"));
        File.CreateSymbolicLink(Path.Combine(_sandbox.Folder, "key"), "second");

        while (await parley.WaitForLineAsync("  ~ backend") != "  ~ backend work")
            continue;
        await AskAsync(parley);
        Assert.Equal("Bearer sk-new-key", upstream.Received.Single(static request => request.Method == "POST").Headers["authorization"]);
    }

    [Theory]
    [InlineData("api_key: 'exec: cat key'")]
    [InlineData("api_keys: [ 'exec: cat key', 'exec: printf sk-wrong-key' ]")]
    [InlineData("auth: { scheme: oauth2, token_url: ADDRESStoken, client_id: parley, client_secret: 'exec: cat key' }")]
    public async Task Running_gateway_asks_a_command_anew_when_the_provider_refuses_what_it_gave(string key)
    {
        await using var upstream = new ScriptedUpstream
        {
            Otherwise = static request => (request.Headers.GetValueOrDefault("authorization") + request.Body).Contains("sk-new-key", StringComparison.Ordinal)
                ? Script.Json(request.Target == "/token" ? """{"access_token":"for sk-new-key"}""" : WireSample.OpenAI.Reply)
                : Script.Json("""{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}""", 401),
        };
        _sandbox.Write("key", "sk-old-key\n");
        _sandbox.Write("parley.yaml", $"backends: [ {{ id: work, type: openai, endpoint: {upstream.Address}v1, {key.Replace("ADDRESS", upstream.Address, StringComparison.Ordinal)} }} ]\n");
        await using var parley = await ParleyProcess.ServeAsync(_sandbox);
        _sandbox.Write("key", "sk-new-key\n");

        using var refused = await PostAsync(parley);
        Assert.False(refused.IsSuccessStatusCode);
        await parley.WaitForLineAsync("configuration reloaded (revision 2)");

        await AskAsync(parley);
    }

    [Fact]
    public async Task Gateway_without_configuration_has_a_provider_as_soon_as_its_key_is_stored()
    {
        // The provider itself is not to be reached from a test.
        var nowhere = ("https_proxy", "http://127.0.0.1:9");
        await using var parley = await ParleyProcess.ServeAsync(_sandbox, null, nowhere);
        Assert.DoesNotContain("  + Groq (stored key)", parley.Banner);

        await SetAsync("groq", "gsk");

        await parley.WaitForLineAsync("configuration reloaded (revision 2)");
        Assert.Equal("  + backend groq", await parley.WaitForLineAsync(""));
        await using var second = await ParleyProcess.ServeAsync(_sandbox, null, nowhere);
        Assert.Contains("  + Groq (stored key)", second.Banner);
    }

    private static async Task AskAsync(ParleyProcess parley)
    {
        using var answer = await PostAsync(parley);
        Assert.True(answer.IsSuccessStatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(ParleyProcess parley) =>
        parley.Client.PostAsync("v1/chat/completions", new StringContent("""{"model":"work/m","messages":[{"role":"user","content":"Hello"}]}"""));

    private Task<(int Code, string Output, string Errors)> SetAsync(string name, string value) => ParleyProcess.RunWithInputAsync(_sandbox, value, ["credentials", "set", name]);

    private Task<(int Code, string Output, string Errors)> PassphraseAsync(string input, string? soFar, params string[] options) =>
        ParleyProcess.RunWithInputAsync(_sandbox, input, ["credentials", "passphrase", .. options], soFar is null ? [] : [("PARLEY_CREDENTIALS_PASSPHRASE", soFar)]);

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => ParleyProcess.RunAsync(_sandbox, ["credentials", .. arguments]);
}
