using Parley.Configuration;
using Parley.Configuration.Diagnostics;

namespace Parley.Tests.Configuration;

public sealed class ConfigurationStoreTests
{
    private readonly ConfigurationLoader _loader = Files.Loader(("K", "sk-long-enough"));
    private readonly ConfigurationStore _store;

    public ConfigurationStoreTests() => _store = new ConfigurationStore(Load("""{ "backends": [ { "id": "a", "type": "ollama" }, { "id": "b", "type": "ollama" } ] }""").Require());

    [Fact]
    public void Good_file_replaces_the_snapshot_and_tells_the_difference()
    {
        var reload = Reload("""{ "backends": [ { "id": "a", "type": "ollama", "priority": 2 }, { "id": "c", "type": "ollama" } ], "keys": [ { "name": "dev", "key_env": "K" } ] }""");

        Assert.True(reload.IsApplied);
        Assert.Same(reload.Snapshot, _store.Current);
        Assert.Equal(2, _store.Current.Revision);
        Assert.Equal(["- backend b", "~ backend a", "+ backend c", "+ key dev"], reload.Changes);
    }

    [Fact]
    public void Bad_file_keeps_the_snapshot_and_says_why()
    {
        var before = _store.Current;

        var reload = Reload("""{ "backends": [ { "id": "a", "type": "olama" } ] }""");

        Assert.False(reload.IsApplied);
        Assert.Same(before, _store.Current);
        Assert.Equal("PRL1101", Assert.Single(reload.Problems).Code.Id);
    }

    [Fact]
    public void Change_of_the_address_waits_for_a_restart_and_says_so()
    {
        var reload = Reload("""{ "server": { "http": "127.0.0.1:5000" } }""");

        Assert.True(reload.IsApplied);
        Assert.Equal("127.0.0.1:4000", _store.Current.Server.Http);
        Assert.Equal(("PRL1204", Severity.Warning), (Assert.Single(reload.Problems).Code.Id, reload.Problems[0].Severity));
    }

    [Fact]
    public void Keys_stay_while_an_open_address_is_listened_on()
    {
        var store = new ConfigurationStore(Load("""{ "server": { "http": "0.0.0.0:4000" }, "keys": [ { "name": "dev", "key_env": "K" } ] }""").Require());

        var reload = store.TryReload(_loader, [new SourceText("parley.json", """{ "server": { "http": "127.0.0.1:4000" } }""")]);

        Assert.False(reload.IsApplied);
        Assert.True(store.Current.Keys.AreRequired);
        Assert.Contains(reload.Problems, static problem => problem is { Code.Id: "PRL1107", Severity: Severity.Error });
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama" } ] }""")]
    public void Reload_does_not_open_a_door_that_a_key_held_shut(string emptied)
    {
        var store = new ConfigurationStore(Load("""{ "keys": [ { "name": "dev", "key_env": "K" } ] }""").Require());
        var reload = store.TryReload(_loader, [new SourceText("parley.yaml", emptied)]);
        Assert.False(reload.IsApplied);
        Assert.Contains(reload.Problems, static problem => problem is { Code.Id: "PRL1107", Severity: Severity.Error });
        Assert.True(store.Current.Keys.AreRequired);
    }

    [Theory]
    [InlineData("parley.json", "// nothing\n null")]
    [InlineData("parley.json", " null")]
    public void File_that_was_emptied_keeps_the_snapshot_and_says_so(string name, string emptied)
    {
        var before = _store.Current;

        var reload = _store.TryReload(_loader, [new SourceText(name, emptied)]);

        Assert.False(reload.IsApplied);
        Assert.Same(before, _store.Current);
        var problem = Assert.Single(reload.Problems);
        Assert.Equal(("PRL1006", Severity.Error, "nothing is left in parley.json, and all backends would be gone"), (problem.Code.Id, problem.Severity, problem.Message));
    }

    [Fact]
    public void File_that_says_that_it_says_nothing_is_applied() => Assert.True(Reload("{}").IsApplied);

    [Fact]
    public void Same_file_changes_nothing() => Assert.Empty(Reload("""{ "backends": [ { "id": "a", "type": "ollama" }, { "id": "b", "type": "ollama" } ] }""").Changes);

    private LoadedConfiguration Load(string json) => _loader.Load([new SourceText("parley.json", json)]);

    private Reload Reload(string json) => _store.TryReload(_loader, [new SourceText("parley.json", json)]);
}
