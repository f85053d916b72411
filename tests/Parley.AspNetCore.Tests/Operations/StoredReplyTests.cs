using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>Conversations that the gateway remembers for callers of OpenAI's responses, whoever answers.</summary>
public sealed class StoredReplyTests
{
    private const string OwnReply =
        """{"id":"resp_up","object":"response","created_at":1,"status":"completed","model":"gpt","output":[{"id":"msg_up","type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Paris.","annotations":[]}]}],"usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7}}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_that_goes_on_from_a_reply_is_told_whole_to_any_backend(bool stream)
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(stream ? Script.Stream(ClaudeAnswers.Stream, "text/event-stream") : Script.Json(ClaudeAnswers.Reply)).Then(Script.Json(ClaudeAnswers.Reply));

        var first = await behind.AskAsync("v1/responses", $$"""{"model":"b/claude","input":"Capital of France?","stream":{{(stream ? "true" : "false")}}}""");
        var id = stream ? IdOfStream(first.Body) : Parsed(first.Body)["id"]!.GetValue<string>();
        var second = await behind.AskAsync("v1/responses", $$"""{"model":"b/claude","instructions":"Be brief.","input":[{"role":"user","content":"And of Spain?"}],"previous_response_id":"{{id}}"}""");

        Assert.Equal(200, second.Status);
        Assert.Equal(id, Parsed(second.Body)["previous_response_id"]!.GetValue<string>());
        Assert.True(Parsed(second.Body)["store"]!.GetValue<bool>());
        Assert.NotEqual("lossy", second.Conversion);
        Assert.Equal(
            """[{"role":"user","content":[{"type":"text","text":"Capital of France?"}]},{"role":"assistant","content":[{"type":"text","text":"Paris."}]},{"role":"user","content":"And of Spain?"}]""",
            behind.Upstream.Received[1].Json["messages"]!.ToJsonString());
    }

    [Fact]
    public async Task Reference_to_an_item_is_replaced_by_the_item()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json(ClaudeAnswers.Reply)).Then(Script.Json(ClaudeAnswers.Reply));

        var item = Parsed((await behind.AskAsync("v1/responses", """{"model":"b/claude","input":"Hi"}""")).Body)["output"]![0]!["id"]!.GetValue<string>();
        var second = await behind.AskAsync("v1/responses", $$"""{"model":"b/claude","input":[{"role":"user","content":"Hi"},{"type":"item_reference","id":"{{item}}"},{"role":"user","content":"Go on"}]}""");

        Assert.Equal(200, second.Status);
        Assert.Equal("Paris.", behind.Upstream.Received[1].Json["messages"]![1]!["content"]![0]!["text"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"model":"b/m","input":"Hi","previous_response_id":"resp_unknown"}""", "previous_response_not_found", "previous_response_id")]
    [InlineData("""{"model":"parley/echo","input":"Hi","previous_response_id":"resp_unknown"}""", "previous_response_not_found", "previous_response_id")]
    [InlineData("""{"model":"b/m","input":"Hi","conversation":"conv_1"}""", "unsupported_parameter", "conversation")]
    [InlineData("""{"model":"b/m","input":"Hi","conversation":{"id":"conv_1"}}""", "unsupported_parameter", "conversation")]
    [InlineData("""{"model":"parley/echo","input":"Hi","conversation":"conv_1"}""", "unsupported_parameter", "conversation")]
    [InlineData("""{"model":"b/m","prompt":{"id":"pmpt_1"}}""", "unsupported_parameter", "prompt")]
    [InlineData("""{"model":"b/m","input":[{"type":"item_reference","id":"msg_unknown"}]}""", "unsupported_feature", "input[0]")]
    public async Task What_nobody_knows_is_refused(string request, string code, string param)
    {
        await using var behind = await Behind.StartAsync("anthropic");

        var (status, body, _) = await behind.AskAsync("v1/responses", request);

        Assert.Equal(400, status);
        Assert.Equal(code, Parsed(body)["error"]!["code"]!.GetValue<string>());
        Assert.Equal(param, Parsed(body)["error"]!["param"]!.GetValue<string>());
        Assert.Empty(behind.Upstream.Received);
    }

    [Fact]
    public async Task Reply_can_be_read_listed_and_forgotten()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json(ClaudeAnswers.Reply));

        var made = Parsed((await behind.AskAsync("v1/responses", """{"model":"b/claude","input":"Capital of France?"}""")).Body);
        var path = $"openai/v1/responses/{made["id"]!.GetValue<string>()}";

        Assert.Equal(made.ToJsonString(), Parsed(await behind.Gateway.Client.GetStringAsync(path)).ToJsonString());
        var items = Parsed(await behind.Gateway.Client.GetStringAsync(path + "/input_items"));
        Assert.Equal("Capital of France?", items["data"]![0]!["content"]![0]!["text"]!.GetValue<string>());
        Assert.Equal(items["data"]![0]!["id"]!.GetValue<string>(), items["last_id"]!.GetValue<string>());
        Assert.Equal(400, (await behind.AskAsync(path + "/cancel", "{}")).Status);
        using var deleted = await behind.Gateway.Client.DeleteAsync(path);
        Assert.Equal($$"""{"id":"{{made["id"]!.GetValue<string>()}}","object":"response","deleted":true}""", await deleted.Content.ReadAsStringAsync());
        using var gone = await behind.Gateway.Client.GetAsync(path);
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Fact]
    public async Task List_of_items_comes_in_pages()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json(ClaudeAnswers.Reply));
        var made = Parsed((await behind.AskAsync("v1/responses", """{"model":"b/claude","input":[{"role":"user","content":"one","id":"i1"},{"role":"user","content":"two","id":"i2"},{"role":"user","content":"three","id":"i3"}]}""")).Body);
        var path = $"v1/responses/{made["id"]!.GetValue<string>()}/input_items";

        Assert.Equal(["i3", "i2"], IdsOf(await behind.Gateway.Client.GetStringAsync(path + "?limit=2")));
        Assert.Equal(["i1"], IdsOf(await behind.Gateway.Client.GetStringAsync(path + "?limit=2&after=i2")));
        Assert.Equal(["i2", "i3"], IdsOf(await behind.Gateway.Client.GetStringAsync(path + "?order=asc&after=i1")));
        Assert.True(Parsed(await behind.Gateway.Client.GetStringAsync(path + "?limit=1"))["has_more"]!.GetValue<bool>());
        using var wrong = await behind.Gateway.Client.GetAsync(path + "?limit=0");
        Assert.Equal(400, (int)wrong.StatusCode);
    }

    [Fact]
    public async Task Reply_that_is_not_to_be_stored_is_not()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json(ClaudeAnswers.Reply));

        var made = Parsed((await behind.AskAsync("v1/responses", """{"model":"b/claude","input":"Hi","store":false}""")).Body);

        Assert.False(made["store"]!.GetValue<bool>());
        using var unknown = await behind.Gateway.Client.GetAsync($"v1/responses/{made["id"]!.GetValue<string>()}");
        Assert.Equal(404, (int)unknown.StatusCode);
    }

    [Fact]
    public async Task Other_key_finds_nothing()
    {
        await using var behind = await Behind.StartAsync("anthropic", """, "keys": [ { "name": "one", "key": "pk-one-1234567890" }, { "name": "two", "key": "pk-two-1234567890" } ]""");
        behind.Upstream.Then(Script.Json(ClaudeAnswers.Reply));
        using var first = await behind.Gateway.PostAsync("v1/responses", """{"model":"b/claude","input":"Hi"}""", ("authorization", "Bearer pk-one-1234567890"));
        var id = Parsed(await first.Content.ReadAsStringAsync())["id"]!.GetValue<string>();

        using var second = await behind.Gateway.PostAsync("v1/responses", $$"""{"model":"b/claude","input":"Hi","previous_response_id":"{{id}}"}""", ("authorization", "Bearer pk-two-1234567890"));
        using var read = new HttpRequestMessage(HttpMethod.Get, $"v1/responses/{id}");
        read.Headers.TryAddWithoutValidation("authorization", "Bearer pk-two-1234567890");
        using var other = await behind.Gateway.Client.SendAsync(read);

        Assert.Equal(400, (int)second.StatusCode);
        Assert.Equal(404, (int)other.StatusCode);
    }

    [Theory]
    [InlineData("previous_response_id", """{"model":"b/gpt","input":"Hi","previous_response_id":"resp_up"}""")]
    [InlineData("input", """{"model":"b/gpt","input":[{"type":"item_reference","id":"msg_up"}]}""")]
    public async Task Other_key_does_not_reach_the_reply_at_the_backend_either(string place, string request)
    {
        await using var behind = await Behind.StartAsync("openai-responses", """, "keys": [ { "name": "one", "key": "pk-one-1234567890" }, { "name": "two", "key": "pk-two-1234567890" } ]""");
        behind.Upstream.Then(Script.Json(OwnReply));
        using var first = await behind.Gateway.PostAsync("v1/responses", """{"model":"b/gpt","input":"Hi"}""", ("authorization", "Bearer pk-one-1234567890"));

        using var second = await behind.Gateway.PostAsync("v1/responses", request, ("authorization", "Bearer pk-two-1234567890"));

        Assert.Equal(200, (int)first.StatusCode);
        Assert.Equal(400, (int)second.StatusCode);
        Assert.Equal(place, Parsed(await second.Content.ReadAsStringAsync())["error"]!["param"]!.GetValue<string>());
        Assert.Single(behind.Upstream.Received);
    }

    [Fact]
    public async Task Replies_of_a_backend_that_repeats_its_ids_are_kept_apart()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json(ClaudeAnswers.Reply)).Then(Script.Json(ClaudeAnswers.Reply));

        var one = Parsed((await behind.AskAsync("v1/responses", """{"model":"b/claude","input":"One"}""")).Body)["id"]!.GetValue<string>();
        var two = Parsed((await behind.AskAsync("v1/responses", """{"model":"b/claude","input":"Two"}""")).Body)["id"]!.GetValue<string>();

        Assert.NotEqual(one, two);
        Assert.Contains("One", await behind.Gateway.Client.GetStringAsync($"v1/responses/{one}/input_items"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_told_must_not_be_larger_than_a_request()
    {
        await using var behind = await Behind.StartAsync("anthropic", """, "server": { "max_body_mb": 1 }""");
        behind.Upstream.Then(Script.Json(ClaudeAnswers.Reply.Replace("Paris.", new string('x', 100_000), StringComparison.Ordinal)));
        var item = Parsed((await behind.AskAsync("v1/responses", """{"model":"b/claude","input":"Hi"}""")).Body)["output"]![0]!["id"]!.GetValue<string>();

        var references = string.Join(',', Enumerable.Repeat($$"""{"type":"item_reference","id":"{{item}}"}""", 20));
        var (status, _, _) = await behind.AskAsync("v1/responses", $$"""{"model":"b/claude","input":[{{references}}]}""");

        Assert.Equal(413, status);
        Assert.Single(behind.Upstream.Received);
    }

    [Fact]
    public async Task Backend_that_made_the_reply_itself_gets_the_short_request_and_every_other_the_whole()
    {
        await using var own = new ScriptedUpstream();
        await using var other = new ScriptedUpstream();
        await using var gateway = await RunningGateway.StartAsync($$"""
            {
              "backends": [ { "id": "own", "type": "openai-responses", "endpoint": "{{own.Address}}", "api_key": "sk-a" }, { "id": "other", "type": "anthropic", "endpoint": "{{other.Address}}", "api_key": "sk-b" } ],
              "models": [ { "name": "both", "targets": ["own/gpt", "other/claude"] } ]
            }
            """);
        own.Then(Script.Json(OwnReply)).Then(Script.Json("""{"error":{"message":"down","type":"server_error"}}""", 500));
        other.Then(Script.Json(ClaudeAnswers.Reply));

        using var first = await gateway.PostAsync("v1/responses", """{"model":"both","input":"Capital of France?"}""");
        using var second = await gateway.PostAsync("v1/responses", """{"model":"both","input":"And of Spain?","previous_response_id":"resp_up"}""");

        Assert.Equal(200, (int)second.StatusCode);
        Assert.Equal("""{"model":"gpt","input":"And of Spain?","previous_response_id":"resp_up"}""", own.Received[1].Json.ToJsonString());
        Assert.Equal(["Capital of France?", "Paris.", "And of Spain?"], other.Received[0].Json["messages"]!.AsArray().Select(static message => message!["content"]![0]!["text"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Reply_in_the_background_is_asked_for_where_it_is_made()
    {
        await using var behind = await Behind.StartAsync("openai-responses");
        behind.Upstream.Then(Script.Json("""{"id":"resp_up","object":"response","created_at":1,"status":"queued","model":"gpt","background":true,"output":[]}""")).Then(Script.Json(OwnReply));

        await behind.AskAsync("v1/responses", """{"model":"b/gpt","input":"Hi","background":true}""");
        var now = Parsed(await behind.Gateway.Client.GetStringAsync("v1/responses/resp_up"));
        var again = Parsed(await behind.Gateway.Client.GetStringAsync("v1/responses/resp_up"));

        Assert.Equal("completed", now["status"]!.GetValue<string>());
        Assert.Equal(now.ToJsonString(), again.ToJsonString());
        Assert.Equal("GET", behind.Upstream.Received[1].Method);
        Assert.EndsWith("/responses/resp_up", behind.Upstream.Received[1].Target, StringComparison.Ordinal);
        Assert.Equal(2, behind.Upstream.Received.Count);
    }

    [Fact]
    public async Task Third_turn_is_told_both_before_it_and_lists_them_all()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        for (var i = 0; i < 3; i++)
            behind.Upstream.Then(Script.Json(ClaudeAnswers.Reply));
        var ids = new List<string>();
        foreach (var turn in (string[])["One", "Two", "Three"])
        {
            var previous = ids.Count == 0 ? "" : $",\"previous_response_id\":\"{ids[^1]}\"";
            ids.Add(Parsed((await behind.AskAsync("v1/responses", $$"""{"model":"b/claude","input":"{{turn}}"{{previous}}}""")).Body)["id"]!.GetValue<string>());
        }

        Assert.Equal(["One", "Paris.", "Two", "Paris.", "Three"], behind.Upstream.Received[2].Json["messages"]!.AsArray().Select(static message => message!["content"]![0]!["text"]!.GetValue<string>()));
        var listed = Parsed(await behind.Gateway.Client.GetStringAsync($"v1/responses/{ids[2]}/input_items?order=asc"))["data"]!.AsArray();
        Assert.Equal(["One", "Paris.", "Two", "Paris.", "Three"], listed.Select(static item => item!["content"]![0]!["text"]!.GetValue<string>()));
        Assert.Equal(Parsed(await behind.Gateway.Client.GetStringAsync($"v1/responses/{ids[0]}/input_items"))["data"]![0]!["id"]!.GetValue<string>(), listed[0]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Conversation_whose_beginning_was_forgotten_cannot_be_gone_on_from()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json(ClaudeAnswers.Reply)).Then(Script.Json(ClaudeAnswers.Reply));
        var first = Parsed((await behind.AskAsync("v1/responses", """{"model":"b/claude","input":"One"}""")).Body)["id"]!.GetValue<string>();
        var second = Parsed((await behind.AskAsync("v1/responses", $$"""{"model":"b/claude","input":"Two","previous_response_id":"{{first}}"}""")).Body)["id"]!.GetValue<string>();
        using var deleted = await behind.Gateway.Client.DeleteAsync($"v1/responses/{first}");

        var (status, body, _) = await behind.AskAsync("v1/responses", $$"""{"model":"b/claude","input":"Three","previous_response_id":"{{second}}"}""");

        Assert.Equal(400, status);
        Assert.Equal(("previous_response_not_found", "previous_response_id"), (Parsed(body)["error"]!["code"]!.GetValue<string>(), Parsed(body)["error"]!["param"]!.GetValue<string>()));
        Assert.Contains("not kept any more", body, StringComparison.Ordinal);
        Assert.Equal(second, Parsed(await behind.Gateway.Client.GetStringAsync($"v1/responses/{second}"))["id"]!.GetValue<string>());
        Assert.Single(Parsed(await behind.Gateway.Client.GetStringAsync($"v1/responses/{second}/input_items"))["data"]!.AsArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reply_for_which_there_is_no_room_says_that_it_is_not_stored(bool stream)
    {
        await using var behind = await Behind.StartAsync("anthropic", """, "server": { "kept_replies_mb": 1 }""");
        var large = new string('x', 1_100_000);
        behind.Upstream.Then(stream ? Script.Stream(ClaudeAnswers.Stream.Replace("Paris.", large, StringComparison.Ordinal), "text/event-stream") : Script.Json(ClaudeAnswers.Reply.Replace("Paris.", large, StringComparison.Ordinal)));

        var (status, body, _) = await behind.AskAsync("v1/responses", $$"""{"model":"b/claude","input":"Hi","stream":{{(stream ? "true" : "false")}}}""");

        Assert.Equal(200, status);
        var closing = stream ? Parsed(body.Split('\n').Last(static line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..])["response"]! : Parsed(body);
        Assert.False(closing["store"]!.GetValue<bool>());
        Assert.Equal("completed", closing["status"]!.GetValue<string>());
        using var unknown = await behind.Gateway.Client.GetAsync($"v1/responses/{closing["id"]!.GetValue<string>()}");
        Assert.Equal(404, (int)unknown.StatusCode);
    }

    [Fact]
    public async Task Page_behind_an_unknown_item_is_refused()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json(ClaudeAnswers.Reply));
        var made = Parsed((await behind.AskAsync("v1/responses", """{"model":"b/claude","input":"Hi"}""")).Body);

        using var page = await behind.Gateway.Client.GetAsync($"v1/responses/{made["id"]!.GetValue<string>()}/input_items?after=nope");

        Assert.Equal(400, (int)page.StatusCode);
        Assert.Equal("after", Parsed(await page.Content.ReadAsStringAsync())["error"]!["param"]!.GetValue<string>());
    }

    [Fact]
    public async Task Item_that_was_asked_can_be_referred_to_by_the_id_in_the_list()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json(ClaudeAnswers.Reply)).Then(Script.Json(ClaudeAnswers.Reply));
        var made = Parsed((await behind.AskAsync("v1/responses", """{"model":"b/claude","input":"Capital of France?"}""")).Body)["id"]!.GetValue<string>();
        var item = Parsed(await behind.Gateway.Client.GetStringAsync($"v1/responses/{made}/input_items"))["data"]![0]!["id"]!.GetValue<string>();

        var second = await behind.AskAsync("v1/responses", $$"""{"model":"b/claude","input":[{"type":"item_reference","id":"{{item}}"}]}""");

        Assert.Equal(200, second.Status);
        Assert.Equal("Capital of France?", behind.Upstream.Received[1].Json["messages"]![0]!["content"]![0]!["text"]!.GetValue<string>());
    }

    private static JsonNode Parsed(string body) => JsonNode.Parse(body)!;

    private static IEnumerable<string> IdsOf(string list) => Parsed(list)["data"]!.AsArray().Select(static item => item!["id"]!.GetValue<string>());

    private static string IdOfStream(string events) =>
        Parsed(events.Split('\n').Last(static line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..])["response"]!["id"]!.GetValue<string>();
}
