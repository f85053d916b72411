using Parley.Configuration.Credentials;
using Parley.TestKit.Upstream;
using Parley.Tests.Ledger;

namespace Parley.Tests.Client;

/// <summary>What a client opens and follows besides its backends.</summary>
public sealed class SecretReferenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-client").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Key_of_a_file_that_is_refused_is_read_anew_and_what_was_changed_since_stays()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static request => request.Headers["authorization"] == "Bearer new-key" ? Script.Json(WireSample.OpenAI.Reply) : Script.Json("""{"error":{"message":"no","type":"invalid_request_error","code":"invalid_api_key"}}""", 401) };
        File.WriteAllText(In("key"), "old-key");
        File.WriteAllText(In("parley.json"), $$"""{ "backends": [{ "id": "up", "type": "openai-compatible", "endpoint": "{{upstream.Address}}", "api_key": "file: {{In("key").Replace('\\', '/')}}" }] }""");
        var references = new SecretReferences(TimeProvider.System);
        var renewed = new TaskCompletionSource();
        await using var parley = ParleyClient.Create(b =>
        {
            b.References = references;
            b.FromFile(In("parley.json"));
        });
        references.Renewed += (_, _) => renewed.TrySetResult();
        Assert.True(parley.Reconfigure(static options => options with { Models = [.. options.Models, new() { Name = "later", Targets = [new("up/m-1")] }] }).IsApplied);
        File.WriteAllText(In("key"), "new-key");

        await Assert.ThrowsAnyAsync<ParleyException>(() => parley.ChatAsync("up/m-1", "x"));
        await renewed.Task;

        Assert.NotEmpty((await parley.ChatAsync("later", "x")).Text);
    }

    [Fact]
    public void Client_that_cannot_start_closes_the_ledger_that_it_opened()
    {
        var store = new TakingStore();

        Assert.Throws<ArgumentException>(() => ParleyClient.Create(b => b.AddEcho().KeepLedger(() => store, In("journal")).Steps(static steps => steps.Remove("catche"))));

        Assert.True(store.IsDisposed);
    }

    private string In(string name) => Path.Combine(_folder, name);
}
