using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>What a backend made with one of its keys goes back to that key: no other knows its id.</summary>
public sealed class MakerTests
{
    private const string Pool = """{ "id": "pool", "type": "openai-responses", "endpoint": "ADDRESS", "api_keys": ["sk-one", "sk-two", "sk-three"] }""";

    [Theory]
    [InlineData("pool/gpt")]
    [InlineData("spread")]
    public async Task Reply_is_gone_on_from_with_the_key_that_made_it(string model)
    {
        await using var owners = new Owners();
        await using var gateway = await StartAsync(owners);

        string? previous = null;
        for (var i = 0; i < 4; i++)
            previous = await TurnAsync(gateway, model, $"Turn {i}", previous);

        Assert.Single(owners.Upstream.Received.Select(Owners.KeyOf).Distinct());
        Assert.Equal([false, true, true, true], owners.Upstream.Received.Select(static request => request.Json["previous_response_id"] is not null));
    }

    [Fact]
    public async Task Conversation_is_told_whole_with_another_key_while_its_own_rests()
    {
        await using var owners = new Owners();
        await using var gateway = await StartAsync(owners);
        var first = await TurnAsync(gateway, "pool/gpt", "One", null);
        owners.Limited = Owners.KeyOf(owners.Upstream.Received[0]);

        await TurnAsync(gateway, "pool/gpt", "Two", first);

        var told = owners.Upstream.Received[^1];
        Assert.NotEqual(owners.Limited, Owners.KeyOf(told));
        Assert.Null(told.Json["previous_response_id"]);
        Assert.Equal(["One", "Hi.", "Two"], TextsOf(told));
    }

    [Fact]
    public async Task Conversation_is_told_whole_once_its_key_has_been_replaced()
    {
        await using var owners = new Owners();
        await using var gateway = await StartAsync(owners, """{ "id": "b", "type": "openai-responses", "endpoint": "ADDRESS", "api_key": "sk-old" }""");
        var first = await TurnAsync(gateway, "b/gpt", "One", null);

        gateway.Reload(Configuration(owners, """{ "id": "b", "type": "openai-responses", "endpoint": "ADDRESS", "api_key": "sk-new" }"""));
        await TurnAsync(gateway, "b/gpt", "Two", first);

        Assert.Equal(["One", "Hi.", "Two"], TextsOf(owners.Upstream.Received[^1]));
    }

    [Fact]
    public async Task Reply_is_forgotten_with_the_key_that_made_it()
    {
        await using var owners = new Owners();
        await using var gateway = await StartAsync(owners);
        await TurnAsync(gateway, "pool/gpt", "One", null);
        var second = await TurnAsync(gateway, "pool/gpt", "Other", null);

        using var deleted = await gateway.Client.DeleteAsync($"v1/responses/{second}");

        Assert.Equal("DELETE", owners.Upstream.Received[^1].Method);
        Assert.Equal(Owners.KeyOf(owners.Upstream.Received[1]), Owners.KeyOf(owners.Upstream.Received[^1]));
    }

    [Theory]
    [InlineData("pool/gpt", false)]
    [InlineData("pool/gpt", true)]
    [InlineData("spread", false)]
    public async Task Encrypted_thought_goes_back_to_the_key_that_made_it(string model, bool stream)
    {
        await using var owners = new Owners();
        await using var gateway = await StartAsync(owners);

        var input = new JsonArray();
        for (var i = 0; i < 4; i++)
            Assert.NotEqual("lossy", await StatelessTurnAsync(gateway, model, input, stream));

        Assert.Single(owners.Upstream.Received.Select(Owners.KeyOf).Distinct());
        Assert.Equal([0, 1, 2, 3], owners.Upstream.Received.Select(ThoughtsIn));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Encrypted_thought_is_left_out_for_another_key_and_that_is_said(bool stream)
    {
        await using var owners = new Owners();
        await using var gateway = await StartAsync(owners);
        var input = new JsonArray();
        await StatelessTurnAsync(gateway, "pool/gpt", input, stream);
        owners.Limited = Owners.KeyOf(owners.Upstream.Received[0]);

        Assert.Equal("lossy", await StatelessTurnAsync(gateway, "pool/gpt", input, stream));
        var second = Owners.KeyOf(owners.Upstream.Received[^1]);
        Assert.Equal("lossy", await StatelessTurnAsync(gateway, "pool/gpt", input, stream));

        Assert.Equal(second, Owners.KeyOf(owners.Upstream.Received[^1]));
        Assert.Equal([0, 0, 1], owners.Upstream.Received.Where(request => Owners.KeyOf(request) != owners.Limited || request == owners.Upstream.Received[0]).Select(ThoughtsIn));
    }

    [Fact]
    public async Task Encrypted_thought_that_another_key_cannot_read_is_refused_where_nothing_may_be_lost()
    {
        await using var owners = new Owners();
        await using var gateway = await StartAsync(owners);
        var input = new JsonArray();
        await StatelessTurnAsync(gateway, "strict", input);
        owners.Limited = Owners.KeyOf(owners.Upstream.Received[0]);

        using var response = await gateway.PostAsync("v1/responses", new JsonObject { ["model"] = "strict", ["store"] = false, ["input"] = input.DeepClone() }.ToJsonString());

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.All(owners.Upstream.Received, request => Assert.Equal(owners.Limited, Owners.KeyOf(request)));
    }

    [Fact]
    public async Task Thoughts_of_a_conversation_that_is_told_to_another_key_are_left_out()
    {
        await using var owners = new Owners { Thinks = true };
        await using var gateway = await StartAsync(owners);
        var first = await TurnAsync(gateway, "pool/gpt", "One", null);
        owners.Limited = Owners.KeyOf(owners.Upstream.Received[0]);

        await TurnAsync(gateway, "pool/gpt", "Two", first);

        Assert.Equal(["One", "Hi.", "Two"], TextsOf(owners.Upstream.Received[^1]));
    }

    [Fact]
    public async Task Thought_that_nobody_is_known_to_have_made_is_passed_on()
    {
        await using var owners = new Owners();
        await using var gateway = await StartAsync(owners);
        await StatelessTurnAsync(gateway, "pool/gpt", []);

        using var response = await gateway.PostAsync("v1/responses", """{"model":"other/gpt","store":false,"input":[{"type":"reasoning","id":"rs_x","summary":[],"encrypted_content":"enc-sk-four"},{"role":"user","content":"Hi"}]}""");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(1, ThoughtsIn(owners.Upstream.Received[^1]));
    }

    private static int ThoughtsIn(ReceivedRequest request) => request.Json["input"]!.AsArray().Count(static item => (string?)item!["type"] == "reasoning");

    /// <summary>A turn that the caller keeps itself: the answer is added to the input.</summary>
    /// <returns>What is said of losses.</returns>
    private static async Task<string> StatelessTurnAsync(RunningGateway gateway, string model, JsonArray input, bool stream = false)
    {
        input.Add(new JsonObject { ["role"] = "user", ["content"] = "Go on" });
        using var response = await gateway.PostAsync("v1/responses", new JsonObject { ["model"] = model, ["store"] = false, ["stream"] = stream, ["include"] = new JsonArray("reasoning.encrypted_content"), ["input"] = input.DeepClone() }.ToJsonString());
        var body = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 200, body);
        var answer = stream ? JsonNode.Parse(body.Split('\n').Last(static line => line.StartsWith("data: {", StringComparison.Ordinal))["data: ".Length..])!["response"]! : JsonNode.Parse(body)!;
        foreach (var item in answer["output"]!.AsArray())
            input.Add(item!.DeepClone());
        return response.Headers.TryGetValues("x-parley-conversion", out var values) ? values.Single() : "none";
    }

    private static async Task<string> TurnAsync(RunningGateway gateway, string model, string said, string? previous)
    {
        var link = previous is null ? "" : $",\"previous_response_id\":\"{previous}\"";
        using var response = await gateway.PostAsync("v1/responses", $$"""{"model":"{{model}}","input":"{{said}}"{{link}}}""");
        var body = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 200, body);
        return JsonNode.Parse(body)!["id"]!.GetValue<string>();
    }

    private static IEnumerable<string> TextsOf(ReceivedRequest request) => request.Json["input"]!.AsArray().Select(static item => item!["content"] is JsonArray parts ? parts[0]!["text"]!.GetValue<string>() : item["content"]!.GetValue<string>());

    private static Task<RunningGateway> StartAsync(Owners owners, string backend = Pool) => RunningGateway.StartAsync(Configuration(owners, backend));

    private static string Configuration(Owners owners, string backend) => $$"""
        {
          "backends": [ {{backend.Replace("ADDRESS", owners.Upstream.Address.ToString(), StringComparison.Ordinal)}}, { "id": "other", "type": "openai-responses", "endpoint": "{{owners.Upstream.Address}}", "api_key": "sk-four" } ],
          "models": [ { "name": "spread", "targets": ["{{(backend == Pool ? "pool" : "b")}}/gpt", "other/gpt"], "strategy": "round_robin" }, { "name": "strict", "targets": ["{{(backend == Pool ? "pool" : "b")}}/gpt"], "conversion": "reject" } ]
        }
        """;

    /// <summary>A server whose keys have replies of their own.</summary>
    private sealed class Owners : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, string> _replies = [];

        public Owners() => Upstream = new ScriptedUpstream { Otherwise = Answer };

        public ScriptedUpstream Upstream { get; }

        public string? Limited { get; set; }

        /// <summary>Whether it thinks also where it is not asked for what it thought.</summary>
        public bool Thinks { get; init; }

        public static string KeyOf(ReceivedRequest request) => request.Headers["authorization"]["Bearer ".Length..];

        public ValueTask DisposeAsync() => Upstream.DisposeAsync();

        private Script Answer(ReceivedRequest request)
        {
            var key = KeyOf(request);
            if (request.Method == "DELETE")
                return Script.Json("{}");
            if (key == Limited)
                return Script.Json("""{"error":{"message":"slow down"}}""", 429, ("retry-after", "60"));
            if (request.Json["previous_response_id"]?.GetValue<string>() is { } previous && _replies.GetValueOrDefault(previous) != key)
                return Script.Json("""{"error":{"message":"not of this key","type":"invalid_request_error","code":"previous_response_not_found"}}""", 400);
            if (request.Json["input"] is JsonArray items && items.Any(item => (string?)item!["type"] == "reasoning" && (string?)item["encrypted_content"] != $"enc-{key}"))
                return Script.Json("""{"error":{"message":"cannot be decrypted","type":"invalid_request_error","code":"invalid_encrypted_content"}}""", 400);
            var id = $"resp_{_replies.Count}";
            _replies[id] = key;
            var isSealed = request.Json["include"] is not null;
            var thought = isSealed || Thinks ? $$"""{"id":"rs_{{id}}","type":"reasoning","summary":[]{{(isSealed ? $",\"encrypted_content\":\"enc-{key}\"" : "")}}},""" : "";
            var reply = $$$"""{"id":"{{{id}}}","object":"response","created_at":1,"status":"completed","model":"gpt","output":[{{{thought}}}{"id":"msg_{{{id}}}","type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Hi.","annotations":[]}]}],"usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7}}""";
            return request.Json["stream"]?.GetValue<bool>() == true ? Script.Stream(Streamed(JsonNode.Parse(reply)!), "text/event-stream") : Script.Json(reply);
        }

        private static string Streamed(JsonNode reply)
        {
            var events = new StringBuilder();
            void Say(string type, JsonObject members)
            {
                members["type"] = type;
                events.Append(CultureInfo.InvariantCulture, $"event: {type}\ndata: {members.ToJsonString()}\n\n");
            }
            Say("response.created", new JsonObject { ["response"] = new JsonObject { ["id"] = (string?)reply["id"], ["object"] = "response", ["status"] = "in_progress", ["model"] = "gpt", ["output"] = new JsonArray() } });
            foreach (var (place, item) in reply["output"]!.AsArray().Index())
            {
                Say("response.output_item.added", new JsonObject { ["output_index"] = place, ["item"] = item!.DeepClone() });
                if (item["content"] is JsonArray parts)
                    Say("response.output_text.delta", new JsonObject { ["output_index"] = place, ["content_index"] = 0, ["item_id"] = (string?)item["id"], ["delta"] = (string?)parts[0]!["text"] });
                Say("response.output_item.done", new JsonObject { ["output_index"] = place, ["item"] = item.DeepClone() });
            }
            Say("response.completed", new JsonObject { ["response"] = reply.DeepClone() });
            return events.ToString();
        }
    }
}
