using Parley.Configuration;

namespace Parley.Tests.Configuration;

public sealed class OverlayTests
{
    private const string Base = """
        { "server": { "http": "127.0.0.1:4001", "echo": true },
          "backends": [ { "id": "a", "type": "ollama", "endpoint": "http://one", "headers": { "X-A": "1", "X-B": "1" } }, { "id": "b", "type": "ollama" } ],
          "models": [ { "name": "fast", "targets": ["a/x", "b/y"] } ] }
        """;

    [Fact]
    public void Entries_are_merged_by_their_id_and_new_ones_come_last()
    {
        var snapshot = Load("""{ "backends": [ { "id": "c", "type": "ollama" }, { "id": "a", "priority": 3, "headers": { "X-B": "2" } } ] }""");

        Assert.Equal(["a", "b", "c"], snapshot.BackendList.Select(backend => backend.Id));
        Assert.Equal(3, snapshot.BackendList[0].Priority);
        Assert.Equal("http://one/", snapshot.BackendList[0].BaseAddress.AbsoluteUri);
        Assert.Equal(["1", "2"], snapshot.BackendList[0].Headers.Select(header => header.Value));
    }

    [Fact]
    public void Later_file_wins_also_under_another_spelling() =>
        Assert.Equal("http://two/", Load("""{ "backends": [ { "id": "a", "base_url": "http://two" } ] }""").BackendList[0].BaseAddress.AbsoluteUri);

    [Fact]
    public void Other_lists_are_replaced() =>
        Assert.Equal(["b/z"], Load("""{ "models": [ { "name": "fast", "targets": ["b/z"] } ] }""").Models["fast"].Targets.Select(target => target.ToString()));

    [Fact]
    public void Groups_are_merged_field_by_field()
    {
        var server = Load("""{ "server": { "echo": false } }""").Server;

        Assert.Equal("127.0.0.1:4001", server.Http);
        Assert.False(server.Echo);
    }

    [Fact]
    public void Problem_of_an_overlay_is_shown_where_it_stands()
    {
        var problem = Files.Load([Base, """{ "backends": [ { "id": "a", "prioritty": 3 } ] }"""]).OnlyError();

        Assert.Equal("overlay1.json:1:30", problem.Span!.ToString());
        Assert.Equal("did you mean `priority`?", problem.Hint);
    }

    private static GatewaySnapshot Load(string overlay) => Files.Load([Base, overlay]).Require();
}
