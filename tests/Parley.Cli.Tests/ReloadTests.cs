using System.Text.Json.Nodes;
using Parley.Cli.Hosting;
using Parley.Cli.Tests.Running;
using Parley.Configuration;

namespace Parley.Cli.Tests;

public sealed class ReloadTests : IDisposable
{
    private const string Backend = "backends: [ { id: local, type: openai-compatible, endpoint: http://127.0.0.1:9, model: small } ]\n";
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Changed_file_changes_what_is_served()
    {
        _sandbox.Write("parley.yaml", Backend + "models: [ { name: first, targets: [local] } ]\n");
        await using var parley = await ParleyProcess.ServeAsync(_sandbox);
        Assert.Contains("first", await ModelsAsync(parley));

        _sandbox.Write("parley.yaml", Backend + "models: [ { name: second, targets: [local] } ]\n");

        await parley.WaitForLineAsync("configuration reloaded (revision 2)");
        Assert.Equal("  - model first", await parley.WaitForLineAsync(""));
        Assert.Equal("  + model second", await parley.WaitForLineAsync(""));
        var models = await ModelsAsync(parley);
        Assert.Contains("second", models);
        Assert.DoesNotContain("first", models);
    }

    [Fact]
    public async Task Bad_file_keeps_the_old_configuration_and_says_so()
    {
        _sandbox.Write("parley.yaml", Backend + "models: [ { name: first, targets: [local] } ]\n");
        await using var parley = await ParleyProcess.ServeAsync(_sandbox);

        _sandbox.Write("parley.yaml", Backend + "modles: []\n");

        Assert.StartsWith("error[PRL1002]: unknown field `modles`", await parley.WaitForLineAsync("error["), StringComparison.Ordinal);
        await parley.WaitForLineAsync("the configuration in use stays");
        Assert.Contains("first", await ModelsAsync(parley));

        _sandbox.Write("parley.yaml", Backend + "models: [ { name: mended, targets: [local] } ]\n");
        await parley.WaitForLineAsync("configuration reloaded");
        Assert.Contains("mended", await ModelsAsync(parley));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    public async Task Emptied_file_keeps_the_old_configuration_and_says_so(string emptied)
    {
        _sandbox.Write("parley.yaml", Backend + "models: [ { name: first, targets: [local] } ]\n");
        await using var parley = await ParleyProcess.ServeAsync(_sandbox);

        _sandbox.Write("parley.yaml", emptied);

        Assert.StartsWith("error[PRL1006]: nothing is left in ", await parley.WaitForLineAsync("error["), StringComparison.Ordinal);
        await parley.WaitForLineAsync("the configuration in use stays");
        Assert.Contains("first", await ModelsAsync(parley));
    }

    [Fact]
    public async Task Later_file_lies_over_the_earlier_one_and_is_watched_too()
    {
        _sandbox.Write("base.yaml", Backend + "models: [ { name: fast, targets: [local/slow-one] }, { name: kept, targets: [local] } ]\n");
        _sandbox.Write("prod.yaml", "models: [ { name: fast, targets: [local/quick-one] } ]\n");
        await using var parley = await ParleyProcess.ServeAsync(_sandbox, ["--config", "base.yaml", "--config", "prod.yaml"]);

        Assert.Contains("  configuration: base.yaml + prod.yaml", parley.Banner);
        Assert.Contains("  fast -> local/quick-one", parley.Banner);

        _sandbox.Write("prod.yaml", "models: [ { name: fast, targets: [local/quicker-one] } ]\n");
        await parley.WaitForLineAsync("configuration reloaded");
        Assert.Equal("  ~ model fast", await parley.WaitForLineAsync(""));
    }

    [Fact]
    public void Files_that_say_the_same_as_before_are_not_applied_again()
    {
        _sandbox.Write("parley.yaml", Backend + "keys: [ { name: dev, key: a-key-in-the-file-gives-a-warning } ]\n");
        var file = Path.Combine(_sandbox.Folder, "parley.yaml");
        var store = new ConfigurationStore(ConfigurationSource.Load([file]).Snapshot!);
        var applied = 0;
        using var watch = new ConfigurationWatch(store, [file], () => applied++, TimeProvider.System);

        watch.Reload();
        watch.Reload();

        Assert.Equal(1, applied);
    }

    [Theory]
    [InlineData("parley.yaml", true)]
    [InlineData("..data", true)]
    [InlineData("parley.log", false)]
    [InlineData(".parley.yaml.swp", false)]
    public void Other_files_of_the_folder_do_not_concern_it(string changed, bool concerns) =>
        Assert.Equal(concerns, ConfigurationWatch.Concerns("parley.yaml", changed));

    private static async Task<List<string>> ModelsAsync(ParleyProcess parley) =>
        [.. JsonNode.Parse(await parley.Client.GetStringAsync("v1/models"))!["data"]!.AsArray().Select(static model => model!["id"]!.GetValue<string>())];
}
