using System.Text.Json.Nodes;
using Parley.Ledger;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Keys;

/// <summary>What holds for who shows a key of the store.</summary>
public sealed class KeyTermTests
{
    [Fact]
    public async Task First_key_shuts_the_door_and_the_last_that_goes_does_not_open_it()
    {
        await using var gateway = await KeyedGateway.StartAsync();
        Assert.Equal(200, (await gateway.AskAsync(null)).Status);

        var key = await gateway.MakeAsync("ci");

        Assert.Equal((401, "missing_api_key"), await gateway.AskAsync(null));
        Assert.Equal((401, "invalid_api_key"), await gateway.AskAsync("sk-parley-aaaaaaaaaaaa-" + new string('A', 43)));
        Assert.Equal(200, (await gateway.AskAsync(key)).Status);
        await new Parley.Ledger.Keys.KeyDesk(gateway.Store, TimeProvider.System, static _ => false).RemoveAsync("ci", "test", CancellationToken.None);
        await gateway.RefreshAsync();
        Assert.Equal((401, "missing_api_key"), await gateway.AskAsync(null));
    }

    [Theory]
    [InlineData("""{"disabled":true}""", 401, "key_disabled")]
    [InlineData("""{"expires":"2020-01-01"}""", 401, "key_expired")]
    [InlineData("""{"expires":"2999-01-01T00:00:00Z"}""", 200, null)]
    [InlineData("""{"networks":["10.0.0.0/8"]}""", 403, "address_not_allowed")]
    [InlineData("""{"networks":["127.0.0.0/8"]}""", 200, null)]
    [InlineData("""{"roles":["admin"]}""", 403, "not_caller")]
    [InlineData("""{"roles":["read"]}""", 403, "not_caller")]
    [InlineData("""{"roles":["admin","call"]}""", 200, null)]
    [InlineData("""{"operations":["embeddings"]}""", 403, "operation_not_allowed")]
    [InlineData("""{"operations":["chat"]}""", 200, null)]
    [InlineData("""{"models":["gpt-*"]}""", 403, "model_not_allowed")]
    [InlineData("""{"models":["parley/*"]}""", 200, null)]
    [InlineData("""{"backends":["other"]}""", 403, "model_not_allowed")]
    public async Task Terms_hold(string settings, int status, string? code)
    {
        await using var gateway = await KeyedGateway.StartAsync();

        var key = await gateway.MakeAsync("ci", settings);

        Assert.Equal((status, code), await gateway.AskAsync(key));
    }

    [Theory]
    [InlineData("127.0.0.1", "10.1.1.1", 200)]
    [InlineData("127.0.0.1", "11.1.1.1", 403)]
    [InlineData("127.0.0.1", "10.1.1.1, 11.1.1.1", 403)]
    [InlineData("127.0.0.1", "11.1.1.1, 10.1.1.1", 200)]
    [InlineData("127.0.0.1", "10.1.1.1, 127.0.0.1", 200)]
    [InlineData("127.0.0.1", "10.1.1.1:5678", 200)]
    [InlineData("127.0.0.1", "10.1.1.1, unknown", 403)]
    [InlineData("192.0.2.1", "10.1.1.1", 403)]
    public async Task Only_a_trusted_proxy_is_believed_who_is_behind_it(string trusted, string forwarded, int status)
    {
        await using var gateway = await KeyedGateway.StartAsync($$"""{ "server": { "echo": true, "trusted_proxies": ["{{trusted}}"] } }""");

        var key = await gateway.MakeAsync("ci", """{"networks":["10.0.0.0/8"]}""");

        Assert.Equal(status, (await gateway.AskAsync(key, ("X-Forwarded-For", forwarded))).Status);
    }

    [Theory]
    [InlineData("""{"max_tokens":50}""", null, 50)]
    [InlineData("""{"max_tokens":50}""", 70, 70)]
    [InlineData("""{"max_tokens_limit":60}""", null, 60)]
    [InlineData("""{"max_tokens_limit":60}""", 70, 60)]
    [InlineData("""{"max_tokens_limit":60}""", 30, 30)]
    [InlineData("""{"max_tokens":50,"max_tokens_limit":60}""", null, 50)]
    public async Task Length_of_answers_is_what_the_key_allows(string settings, int? asked, int sent)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await KeyedGateway.StartAsync($$"""{ "backends": [ { "id": "b", "type": "openai-compatible", "endpoint": "{{upstream.Address}}" } ] }""");
        var key = await gateway.MakeAsync("ci", settings);

        using var response = await gateway.Running.PostAsync("v1/chat/completions", $$"""{"model":"b/m","messages":[{"role":"user","content":"Hi"}]{{(asked is { } number ? $",\"max_tokens\":{number}" : "")}}}""", ("x-api-key", key));

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(sent, (int?)JsonNode.Parse(Assert.Single(upstream.Received).Body)!["max_tokens"]);
        Assert.Equal(asked > sent, response.Headers.TryGetValues("x-parley-conversion", out var verdict) && verdict.Single().Contains("lossy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}", "mine,theirs,a/m,a/n,b/m")]
    [InlineData("""{"backends":["a"]}""", "mine,a/m,a/n")]
    [InlineData("""{"models":["n","b/*"]}""", "theirs,a/n,b/m")]
    [InlineData("""{"models":["mine"]}""", "mine")]
    [InlineData("""{"backends":[]}""", "")]
    public async Task Lists_of_models_show_a_key_what_it_may_use(string settings, string names)
    {
        await using var gateway = await KeyedGateway.StartAsync("""
            {
              "backends": [
                { "id": "a", "type": "openai-compatible", "endpoint": "http://127.0.0.1:1", "model_capability": { "supported_model_patterns": ["m", "n"] } },
                { "id": "b", "type": "openai-compatible", "endpoint": "http://127.0.0.1:1", "model_capability": { "supported_model_patterns": ["m"] } }
              ],
              "models": [ { "name": "mine", "targets": ["a/m"] }, { "name": "theirs", "targets": ["b/m"] } ]
            }
            """);
        var key = await gateway.MakeAsync("ci", settings);

        foreach (var (path, list, name) in (ReadOnlySpan<(string, string, string)>)[("v1/models", "data", "id"), ("api/tags", "models", "name"), ("v1beta/models", "models", "displayName")])
        {
            var (status, body) = Ask(gateway, path, key);
            Assert.Equal(200, status);
            Assert.Equal(names, string.Join(',', body[list]!.AsArray().Select(model => model![name]!.GetValue<string>())));
        }
        Assert.Equal((names.Contains("b/m", StringComparison.Ordinal) ? 200 : 403), Ask(gateway, "v1/models/b/m", key).Status);
    }

    private static (int Status, JsonNode Body) Ask(KeyedGateway gateway, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("x-api-key", key);
        using var response = gateway.Running.Client.Send(request);
        return ((int)response.StatusCode, JsonNode.Parse(response.Content.ReadAsStream())!);
    }

    [Theory]
    [InlineData("""{"max_tokens":50}""")]
    [InlineData("""{"max_tokens_limit":60}""")]
    public async Task No_more_is_set_aside_than_the_key_lets_an_answer_have(string settings)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await KeyedGateway.StartAsync($$"""{ "backends": [ { "id": "b", "type": "openai-compatible", "endpoint": "{{upstream.Address}}" } ], "limits": [ { "tokens": 100, "per": "day" } ] }""");
        var key = await gateway.MakeAsync("ci", settings);

        using var response = await gateway.Running.PostAsync("v1/chat/completions", """{"model":"b/m","messages":[{"role":"user","content":"Hi"}]}""", ("x-api-key", key));

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task Limit_holds_whichever_member_says_the_length()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await KeyedGateway.StartAsync($$"""{ "backends": [ { "id": "b", "type": "openai-compatible", "endpoint": "{{upstream.Address}}" } ] }""");
        var key = await gateway.MakeAsync("ci", """{"max_tokens_limit":60}""");

        using var response = await gateway.Running.PostAsync("v1/chat/completions", """{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"max_tokens":5,"max_completion_tokens":9000}""", ("x-api-key", key));

        Assert.DoesNotContain(upstream.Received, static received => received.Body.Contains("9000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Key_that_forbids_losses_has_them_refused()
    {
        await using var upstream = new ScriptedUpstream();
        await using var gateway = await KeyedGateway.StartAsync($$"""{ "backends": [ { "id": "b", "type": "anthropic", "endpoint": "{{upstream.Address}}", "api_key": "sk-a" } ] }""");
        var key = await gateway.MakeAsync("ci", """{"conversion":"reject"}""");

        using var response = await gateway.Running.PostAsync("v1/chat/completions", """{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"logit_bias":{"1":5}}""", ("x-api-key", key), ("x-parley-conversion", "allow"));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Empty(upstream.Received);
    }

    [Fact]
    public async Task Passing_through_is_an_operation_of_its_own()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json("{}") };
        await using var gateway = await KeyedGateway.StartAsync($$"""{ "backends": [ { "id": "b", "type": "openai-compatible", "endpoint": "{{upstream.Address}}", "passthrough": true } ] }""");
        var (chats, passes, all) = (await gateway.MakeAsync("chats", """{"operations":["chat"]}"""), await gateway.MakeAsync("passes", """{"operations":["passthrough"]}"""), await gateway.MakeAsync("all"));

        foreach (var (key, status) in ((string, int)[])[(chats, 403), (passes, 200), (all, 200)])
        {
            using var response = await gateway.Running.PostAsync("b/passthrough/files", "{}", ("x-api-key", key));
            Assert.Equal(status, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task Entries_of_the_ledger_know_key_team_and_tags()
    {
        await using var gateway = await KeyedGateway.StartAsync();
        var key = await gateway.MakeAsync("ci", """{"team":"infra","request_tags":["nightly","x"]}""");
        await gateway.AskAsync(key);
        Assert.True(await gateway.FlushAsync());

        var now = DateTimeOffset.UtcNow;
        foreach (var (group, value) in ((CostGroup, string)[])[(CostGroup.Key, "ci"), (CostGroup.Team, "infra"), (CostGroup.Tag, "nightly")])
        {
            var rows = await ((ILedgerStore)gateway.Store).SumAsync(new CostQuestion(now.AddHours(-1), now.AddHours(1)) { By = [group] }, CancellationToken.None);
            Assert.Contains(rows, row => row.Group is [{ } one] && one == value);
        }
    }
}
