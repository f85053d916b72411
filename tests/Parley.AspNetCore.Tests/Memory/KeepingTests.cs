using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Operations;
using Parley.Conversations;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Memory;

/// <summary>To keep a reply is an addition to it: what cannot be kept is answered all the same, and what is no item is refused before anybody is asked.</summary>
public sealed class KeepingTests
{
    private const string Queued = """{"id":"resp_up","object":"response","created_at":1,"status":"queued","model":"gpt","background":true,"output":[]}""";

    [Theory]
    [InlineData("""["x"]""", "input[0]")]
    [InlineData("[1]", "input[0]")]
    [InlineData("[ null ]", "input[0]")]
    [InlineData("""[{"role":"user","content":"Hi"} , {"role":"user","content":"}, ]"},[]]""", "input[2]")]
    public async Task Item_that_is_no_object_is_the_callers_fault_whoever_is_asked(string input, string place)
    {
        foreach (var type in (string[])["openai-responses", "openai", "anthropic", "gemini"])
        {
            foreach (var stream in (string[])["true", "false"])
            {
                await using var behind = await Behind.StartAsync(type);

                var (status, body, _) = await behind.AskAsync("v1/responses", $$"""{"model":"b/gpt-4.1","input":{{input}},"stream":{{stream}}}""");

                Assert.Equal((400, place), (status, JsonNode.Parse(body)!["error"]!["param"]!.GetValue<string>()));
                Assert.Contains("must be an object", body, StringComparison.Ordinal);
                Assert.Empty(behind.Upstream.Received);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reply_that_a_defect_keeps_from_being_kept_is_answered_and_says_so(bool stream)
    {
        await using var upstream = new ScriptedUpstream();
        await using var gateway = await RunningGateway.StartAsync($$"""{ "backends": [ { "id": "b", "type": "anthropic", "endpoint": "{{upstream.Address}}", "api_key": "sk-b" } ] }""", new BrokenStore());
        upstream.Then(stream ? Script.Stream(ClaudeAnswers.Stream, "text/event-stream") : Script.Json(ClaudeAnswers.Reply));

        using var response = await gateway.PostAsync("v1/responses", $$"""{"model":"b/claude","input":"Hi","stream":{{(stream ? "true" : "false")}}}""");
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(200, (int)response.StatusCode);
        var closing = stream ? JsonNode.Parse(body.Split('\n').Last(static line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..])!["response"]! : JsonNode.Parse(body)!;
        Assert.Equal(("completed", false, "Paris."), (closing["status"]!.GetValue<string>(), closing["store"]!.GetValue<bool>(), closing["output"]![0]!["content"]![0]!["text"]!.GetValue<string>()));
        Assert.Contains(gateway.Log.Lines, static line => line.Contains("could not be kept", StringComparison.Ordinal));
        Assert.DoesNotContain("\"store\":true", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_says_at_its_end_whether_it_is_kept_and_one_that_failed_is_not()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Stream(ClaudeAnswers.Stream, "text/event-stream")).Then(Script.Stream(ClaudeAnswers.Stream[..^200], "text/event-stream"));

        var kept = await behind.AskAsync("v1/responses", """{"model":"b/claude","input":"Hi","stream":true}""");
        var broken = await behind.AskAsync("v1/responses", """{"model":"b/claude","input":"Hi","stream":true}""");

        Assert.Equal(["response.completed true"], Stores(kept.Body));
        Assert.Equal(["response.failed false"], Stores(broken.Body));
    }

    private static IEnumerable<string> Stores(string stream) =>
        from line in stream.Split('\n')
        where line.StartsWith("data: {", StringComparison.Ordinal)
        let told = JsonNode.Parse(line["data: ".Length..])!
        where told["response"]?["store"] is not null
        select $"{told["type"]} {told["response"]!["store"]}";

    [Fact]
    public async Task Run_in_the_background_that_fails_is_seen_to_fail()
    {
        await using var behind = await Behind.StartAsync("openai-responses");
        behind.Upstream.Then(Script.Json(Queued)).Then(Script.Json("""{"id":"resp_up","object":"response","created_at":1,"status":"failed","model":"gpt","background":true,"error":{"code":"server_error","message":"It broke."},"output":[]}"""));
        await behind.AskAsync("v1/responses", """{"model":"b/gpt","input":"Hi","background":true}""");

        var now = await behind.Gateway.Client.GetStringAsync("v1/responses/resp_up");
        var again = await behind.Gateway.Client.GetStringAsync("v1/responses/resp_up");

        Assert.Equal(("failed", "It broke."), (JsonNode.Parse(now)!["status"]!.GetValue<string>(), JsonNode.Parse(now)!["error"]!["message"]!.GetValue<string>()));
        Assert.Equal(now, again);
        Assert.Equal(2, behind.Upstream.Received.Count);
    }

    [Theory]
    [InlineData("""{"id":"resp_other","object":"response","created_at":1,"status":"completed","model":"gpt","output":[]}""")]
    [InlineData("""{"object":"response","status":"completed","output":[]}""")]
    [InlineData("<html>")]
    public async Task Answer_that_is_not_the_response_in_the_background_is_the_backends_fault(string answer)
    {
        await using var behind = await Behind.StartAsync("openai-responses");
        behind.Upstream.Then(Script.Json(Queued)).Then(Script.Json(answer)).Then(Script.Json(Queued));
        await behind.AskAsync("v1/responses", """{"model":"b/gpt","input":"Hi","background":true}""");

        using var wrong = await behind.Gateway.Client.GetAsync("v1/responses/resp_up");
        var then = await behind.Gateway.Client.GetStringAsync("v1/responses/resp_up");

        Assert.Equal(502, (int)wrong.StatusCode);
        Assert.Equal("queued", JsonNode.Parse(then)!["status"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("asc", "1,2,3,4,5")]
    [InlineData("desc", "5,4,3,2,1")]
    public async Task List_of_items_with_the_same_id_ends(string order, string expected)
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json(ClaudeAnswers.Reply));
        var items = string.Join(',', ((string[])["same", "same", "z", "", "same"]).Select(static (id, i) => $$"""{"role":"user","content":"{{i + 1}}","id":"{{id}}"}"""));
        var made = JsonNode.Parse((await behind.AskAsync("v1/responses", $$"""{"model":"b/claude","input":[{{items}}]}""")).Body)!["id"]!.GetValue<string>();

        var texts = new List<string>();
        var after = "";
        for (var more = true; more && texts.Count < 10;)
        {
            var page = JsonNode.Parse(await behind.Gateway.Client.GetStringAsync($"v1/responses/{made}/input_items?limit=1&order={order}{after}"))!;
            texts.Add(page["data"]![0]!["content"]![0]!["text"]!.GetValue<string>());
            after = $"&after={page["last_id"]!.GetValue<string>()}";
            more = page["has_more"]!.GetValue<bool>();
        }

        Assert.Equal(expected, string.Join(',', texts));
    }

    private sealed class BrokenStore : IReplyStore
    {
        public ValueTask<bool> SaveAsync(StoredReply reply, CancellationToken cancellationToken) => throw new InvalidOperationException("The disk is full.");

        public ValueTask<bool> UpdateAsync(StoredReply reply, CancellationToken cancellationToken) => new(false);

        public ValueTask<StoredReply?> FindAsync(string owner, string id, CancellationToken cancellationToken) => new((StoredReply?)null);

        public ValueTask<IReadOnlyList<StoredReply>?> FindConversationAsync(string owner, string id, CancellationToken cancellationToken) => new((IReadOnlyList<StoredReply>?)null);

        public ValueTask<ReadOnlyMemory<byte>?> FindItemAsync(string owner, string id, CancellationToken cancellationToken) => new((ReadOnlyMemory<byte>?)null);

        public ValueTask<bool> DeleteAsync(string owner, string id, CancellationToken cancellationToken) => new(false);
    }
}
