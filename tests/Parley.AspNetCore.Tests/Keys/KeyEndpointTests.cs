using System.Net;

namespace Parley.AspNetCore.Tests.Keys;

/// <summary>Keys by the admin API.</summary>
public sealed class KeyEndpointTests
{
    [Fact]
    public async Task Key_is_made_shown_once_changed_rotated_and_removed_and_each_holds_at_once()
    {
        await using var gateway = await KeyedGateway.StartAsync();
        var root = await gateway.MakeAsync("chief", """{"roles":["admin"]}""");

        var (status, made) = await gateway.AdminAsync(HttpMethod.Post, "admin/keys", root, """{"name":"ci","team":"infra","expires":"2999-01-01"}""");
        var key = made!["key"]!.ToString();
        Assert.Equal((201, "active", "infra"), (status, made["status"]!.ToString(), made["team"]!.ToString()));
        Assert.Equal(200, (await gateway.AskAsync(key)).Status);

        var (_, shown) = await gateway.AdminAsync(HttpMethod.Get, "admin/keys/ci", root);
        Assert.Equal(key[..14] + "...", shown!["key"]!.ToString());
        Assert.Equal(("created", "key chief"), (shown["history"]![0]!["what"]!.ToString(), shown["history"]![0]!["who"]!.ToString()));
        Assert.DoesNotContain(key[23..], (await gateway.AdminAsync(HttpMethod.Get, "admin/keys", root)).Body!.ToJsonString(), StringComparison.Ordinal);

        Assert.Equal("disabled", (await gateway.AdminAsync(HttpMethod.Patch, "admin/keys/ci", root, """{"disabled":true}""")).Body!["status"]!.ToString());
        Assert.Equal((401, "key_disabled"), await gateway.AskAsync(key));
        await gateway.AdminAsync(HttpMethod.Patch, "admin/keys/ci", root, """{"disabled":false}""");
        Assert.Equal(200, (await gateway.AskAsync(key)).Status);

        var rotated = (await gateway.AdminAsync(HttpMethod.Post, "admin/keys/ci/rotate", root, """{"overlap":"1h"}""")).Body!["key"]!.ToString();
        Assert.NotEqual(key, rotated);
        Assert.Equal((200, 200), ((await gateway.AskAsync(key)).Status, (await gateway.AskAsync(rotated)).Status));
        var last = (await gateway.AdminAsync(HttpMethod.Post, "admin/keys/ci/rotate", root)).Body!["key"]!.ToString();
        Assert.Equal((401, 401, 200), ((await gateway.AskAsync(key)).Status, (await gateway.AskAsync(rotated)).Status, (await gateway.AskAsync(last)).Status));

        Assert.Equal(200, (await gateway.AdminAsync(HttpMethod.Delete, "admin/keys/ci", root)).Status);
        Assert.Equal(401, (await gateway.AskAsync(last)).Status);
        Assert.Equal(404, (await gateway.AdminAsync(HttpMethod.Delete, "admin/keys/ci", root)).Status);
    }

    [Theory]
    [InlineData("POST", "admin/keys", """{"name":"x","roles":["admin"]}""")]
    [InlineData("GET", "admin/keys", null)]
    [InlineData("GET", "admin/keys/chief", null)]
    [InlineData("PATCH", "admin/keys/caller", """{"roles":["admin"]}""")]
    [InlineData("DELETE", "admin/keys/chief", null)]
    [InlineData("POST", "admin/keys/chief/rotate", null)]
    [InlineData("GET", "admin/backends", null)]
    [InlineData("GET", "admin/routing/weights", null)]
    [InlineData("DELETE", "admin/routing/weights", null)]
    [InlineData("GET", "admin/efficiency", null)]
    [InlineData("POST", "admin/efficiency", """{"mode":"quiet"}""")]
    [InlineData("POST", "admin/backends/x/breaker", """{"action":"open"}""")]
    public async Task Who_may_call_or_read_may_not_administer(string method, string path, string? body)
    {
        await using var gateway = await KeyedGateway.StartAsync();
        await gateway.MakeAsync("chief", """{"roles":["admin"]}""");

        foreach (var role in (string[])["call", "read"])
        {
            var key = await gateway.MakeAsync(role + "er", $$"""{"roles":["{{role}}"]}""");
            var (status, refused) = await gateway.AdminAsync(new HttpMethod(method), path, key, body);
            Assert.Equal((403, "not_admin"), (status, refused!["error"]!["code"]!.ToString()));
        }
        Assert.Equal(401, (await gateway.AdminAsync(new HttpMethod(method), path, null, body)).Status);
    }

    [Fact]
    public async Task Who_may_read_sees_the_decisions_of_all_and_who_may_call_its_own()
    {
        await using var gateway = await KeyedGateway.StartAsync();
        var (one, other, reader) = (await gateway.MakeAsync("one"), await gateway.MakeAsync("other"), await gateway.MakeAsync("reader", """{"roles":["read"]}"""));
        using var response = await gateway.Running.PostAsync("v1/chat/completions", """{"model":"parley/echo","messages":[{"role":"user","content":"Hi"}]}""", ("x-api-key", one));
        var path = $"admin/requests/{response.Headers.GetValues("x-parley-request-id").Single()}/decision";

        Assert.Equal((200, 404, 200), ((await gateway.AdminAsync(HttpMethod.Get, path, one)).Status, (await gateway.AdminAsync(HttpMethod.Get, path, other)).Status, (await gateway.AdminAsync(HttpMethod.Get, path, reader)).Status));
    }

    [Theory]
    [InlineData("""{"key":"sk-parley-ab12..."}""", "masked_key")]
    [InlineData("""{"key":"sk-parley-abcdefghijkl"}""", "key_value_not_settable")]
    [InlineData("""{"nonsense":1}""", "invalid_key_settings")]
    [InlineData("""not json""", "invalid_key_settings")]
    public async Task Key_that_is_written_back_stays_as_it_is(string body, string code)
    {
        await using var gateway = await KeyedGateway.StartAsync();
        var root = await gateway.MakeAsync("chief", """{"roles":["admin","call"]}""");

        var (status, refused) = await gateway.AdminAsync(HttpMethod.Patch, "admin/keys/chief", root, body);

        Assert.Equal((400, code), (status, refused!["error"]!["code"]!.ToString()));
        Assert.Equal(200, (await gateway.AskAsync(root)).Status);
    }

    [Fact]
    public async Task Masked_key_in_the_configuration_is_refused()
    {
        var loaded = new Parley.Configuration.ConfigurationLoader(Parley.Configuration.Catalog.BuiltIn, static _ => null).Load([new Parley.Configuration.Diagnostics.SourceText("t.json", """{ "keys": [ { "name": "dev", "key": "sk-parley-ab12..." } ] }""")]);

        Assert.Null(loaded.Snapshot);
        Assert.Contains(loaded.Problems, static problem => problem.Message.Contains("what is shown of a key", StringComparison.Ordinal));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Gateway_without_a_store_says_so()
    {
        await using var gateway = await RunningGateway.StartAsync("{}");

        using var response = await gateway.Client.GetAsync("admin/keys");

        Assert.Equal((HttpStatusCode.NotFound, "no_key_store"), (response.StatusCode, KeyedGateway.CodeOf(await response.Content.ReadAsStringAsync())));
    }

    [Fact]
    public async Task First_key_can_be_made_from_this_machine()
    {
        await using var gateway = await KeyedGateway.StartAsync();

        var (status, made) = await gateway.AdminAsync(HttpMethod.Post, "admin/keys", null, """{"name":"chief","roles":["admin","call"]}""");

        Assert.Equal(201, status);
        Assert.Equal(401, (await gateway.AskAsync(null)).Status);
        Assert.Equal(200, (await gateway.AskAsync(made!["key"]!.ToString())).Status);
    }
}
