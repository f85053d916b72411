using Parley.AspNetCore.Tests.Keys;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Books;

/// <summary>What is passed through unread: it is in the books, and gets past no cap.</summary>
public sealed class PassedTests
{
    private const string Columns = "caller, team, session, tags, operation, model, backend, provider, quality, is_sent, is_answer, is_final, cost, input, fault, fault_source, first_event_us > 0, duration_us >= first_event_us";

    [Fact]
    public async Task Each_call_is_an_entry_whose_use_is_unknown()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.OpenAI.Reply));
        upstream.Then(Script.Json("""{"error":{"message":"no such file"}}""", 404));
        await using var gateway = await StartAsync(upstream);
        var key = await gateway.MakeAsync("ci", """{"team":"infra","request_tags":["nightly"]}""");

        foreach (var path in (string[])["b/passthrough/chat/completions", "b/passthrough/files/1"])
        {
            using var response = await gateway.Running.PostAsync(path, "{}", ("x-api-key", key), ("x-parley-tags", "batch"), ("x-parley-session", "s"));
        }

        Assert.Equal(
            ["ci|infra|s|,nightly,batch,|passthrough||b|openai|unknown|1|1|1|||||1|1", "ci|infra|s|,nightly,batch,|passthrough||b|openai|unknown|1|0|1|0||NotFound|provider|1|1"],
            await gateway.AskLedgerAsync($"select {Columns} from ledger order by rowid"));
    }

    [Fact]
    public async Task Backend_that_cannot_be_reached_and_a_limit_that_is_reached_are_entries_too()
    {
        await using var gateway = await KeyedGateway.StartAsync("""{ "backends": [ { "id": "b", "type": "openai", "endpoint": "http://127.0.0.1:9/v1", "api_key": "sk-b", "passthrough": true } ] }""");
        var key = await gateway.MakeAsync("ci", """{"rpm":1}""");

        foreach (var status in (int[])[502, 429])
        {
            using var response = await gateway.Running.PostAsync("b/passthrough/files", "{}", ("x-api-key", key));
            Assert.Equal(status, (int)response.StatusCode);
        }

        Assert.Equal(["1|0|1|Connect|gateway", "0|0|1|RateLimit|gateway"], await gateway.AskLedgerAsync("select is_sent, is_answer, is_final, fault, fault_source from ledger order by rowid"));
    }

    [Theory]
    [InlineData("\"max_turns\": 1")]
    [InlineData("\"max_seconds\": 0.000001")]
    public async Task Call_is_a_turn_of_its_session(string sessions)
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json("{}") };
        await using var gateway = await StartAsync(upstream, $$""", "sessions": { {{sessions}} }""");
        var key = await gateway.MakeAsync("ci");

        foreach (var status in (int[])[200, 400])
        {
            using var response = await gateway.Running.PostAsync("b/passthrough/files", "{}", ("x-api-key", key), ("x-parley-session", "s"));
            Assert.Equal(status, (int)response.StatusCode);
            Assert.Equal(status == 400, (await response.Content.ReadAsStringAsync()).Contains("session_limit", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("""{"max_tokens_limit":20}""", 403)]
    [InlineData("""{"tpm":3000}""", 403)]
    [InlineData("""{"budget":"1 usd/day"}""", 403)]
    [InlineData("""{"max_tokens_limit":20,"operations":["chat"]}""", 403)]
    [InlineData("""{"max_tokens_limit":20,"tpm":3000,"operations":["chat","passthrough"]}""", 200)]
    [InlineData("""{"max_tokens":20,"rpm":9,"concurrent":2}""", 200)]
    [InlineData("""{"models":["m-*"],"operations":["passthrough"]}""", 403)]
    public async Task Key_whose_limits_nobody_could_keep_here_passes_only_where_it_says_so(string settings, int status)
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json("{}") };
        await using var gateway = await StartAsync(upstream);
        var key = await gateway.MakeAsync("ci", settings);

        using var response = await gateway.Running.PostAsync("b/passthrough/chat/completions", "{}", ("x-api-key", key));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 200 ? 1 : 0, upstream.Received.Count);
    }

    [Fact]
    public async Task Label_that_cannot_be_kept_is_refused()
    {
        await using var upstream = new ScriptedUpstream();
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.Running.PostAsync("b/passthrough/files", "{}", ("x-parley-session", new string('s', 300)));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Empty(upstream.Received);
    }

    private static Task<KeyedGateway> StartAsync(ScriptedUpstream upstream, string more = "") =>
        KeyedGateway.StartAsync($$"""{ "backends": [ { "id": "b", "type": "openai", "endpoint": "{{upstream.Address}}v1", "api_key": "sk-b", "passthrough": true } ]{{more}} }""");
}
