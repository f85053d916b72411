using Parley.Cli.Tests.Running;
using Parley.TestKit.Upstream;

namespace Parley.Cli.Tests;

public sealed class CredentialStoreTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    private (string Name, string Value) Programs => FakeSecretTool.PathWith(_sandbox);

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Configured_store_is_what_the_verbs_and_the_gateway_use()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        _sandbox.Write("parley.yaml", $"credentials: libsecret\nbackends: [ {{ id: work, type: openai, endpoint: {upstream.Address}v1 }} ]\n");

        Assert.Equal((0, "work: stored in the keyring\n"), await SetAsync("work", "sk-very-secret"));
        Assert.Equal((0, "work  2026-11-30T10:00:00Z  store\n", ""), await ParleyProcess.RunAsync(_sandbox, ["credentials", "list"], Programs));
        await using (var parley = await ParleyProcess.ServeAsync(_sandbox, null, Programs))
        {
            using var answer = await parley.Client.PostAsync("v1/chat/completions", new StringContent("""{"model":"work/m","messages":[{"role":"user","content":"Hello"}]}"""));
            Assert.True(answer.IsSuccessStatusCode);
        }
        Assert.Contains(upstream.Received, static request => request.Headers.GetValueOrDefault("authorization") == "Bearer sk-very-secret");
        Assert.Equal((0, "work: removed from the keyring\n", ""), await ParleyProcess.RunAsync(_sandbox, ["credentials", "rm", "work"], Programs));
        Assert.DoesNotContain("sk-very-secret", await File.ReadAllTextAsync(Path.Combine(_sandbox.Folder, "arguments")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Environment_names_the_store_where_the_configuration_does_not()
    {
        var (code, output, _) = await ParleyProcess.RunWithInputAsync(_sandbox, "gsk", ["credentials", "set", "groq"], Programs, ("PARLEY_CREDENTIALS_STORE", "libsecret"));
        Assert.Equal((0, "groq: stored in the keyring\n"), (code, output));

        // The provider itself is not to be reached from a test.
        await using var parley = await ParleyProcess.ServeAsync(_sandbox, null, Programs, ("PARLEY_CREDENTIALS_STORE", "libsecret"), ("https_proxy", "http://127.0.0.1:9"));

        Assert.Contains("  + Groq (stored key)", parley.Banner);
    }

    [Theory]
    [InlineData("credentials", "set", "openai")]
    [InlineData("credentials", "rm", "openai")]
    [InlineData("credentials", "list")]
    [InlineData("serve", "--port", "0")]
    public async Task Unknown_store_is_an_error_of_every_verb(params string[] verb)
    {
        var (code, _, errors) = await ParleyProcess.RunWithInputAsync(_sandbox, "sk", verb, ("PARLEY_CREDENTIALS_STORE", "kechain"));

        Assert.Equal(3, code);
        Assert.StartsWith("error[PRL1005]: `kechain` is no store of credentials", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keychain", "error: the keychain cannot be asked: `security` is not there, or may not be run.\n")]
    [InlineData("https://127.0.0.1:9", "error: the vault https://127.0.0.1:9, or who gives tokens for it, cannot be reached")]
    public async Task Store_that_is_not_there_is_told_in_one_line(string store, string why)
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "The keychain is there.");

        var (code, _, errors) = await ParleyProcess.RunWithInputAsync(_sandbox, "sk-very-secret", ["credentials", "set", "openai"],
            ("PARLEY_CREDENTIALS_STORE", store), ("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "c"), ("AZURE_CLIENT_SECRET", "sk-app"), ("AZURE_AUTHORITY_HOST", "http://127.0.0.1:9"));

        Assert.Equal(1, code);
        Assert.StartsWith(why, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-", errors, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output)> SetAsync(string name, string value)
    {
        var (code, output, _) = await ParleyProcess.RunWithInputAsync(_sandbox, value, ["credentials", "set", name], Programs);
        return (code, output);
    }
}
