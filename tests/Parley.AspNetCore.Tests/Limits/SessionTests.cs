using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Failure;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Limits;

/// <summary>Sessions: what one may use, and those that run in circles.</summary>
public sealed class SessionTests
{
    private const string Chat = """{"model":"parley/echo","messages":[{"role":"user","content":"Hi"}]}""";

    [Theory]
    [InlineData("v1/chat/completions", Chat)]
    [InlineData("v1/messages", """{"model":"parley/echo","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("v1beta/models/parley/echo:generateContent", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""")]
    public async Task Session_that_has_asked_as_often_as_it_may_is_stopped_for_good(string path, string body)
    {
        await using var gateway = await StartAsync("\"max_turns\": 2");
        foreach (var status in (int[])[200, 200, 400])
        {
            using var response = await gateway.PostAsync(path, body, ("x-parley-session", "s"));
            Assert.Equal(status, (int)response.StatusCode);
            if (status == 200)
                continue;
            Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
            Assert.Contains("The gateway\\u0027s limit for the session \\u0027/s\\u0027 is 2 requests in a session", (await response.Content.ReadAsStringAsync()).Replace("'", "\\u0027", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        using var other = await gateway.PostAsync(path, body, ("x-session-id", "t"));
        using var none = await gateway.PostAsync(path, body);
        Assert.Equal((200, 200), ((int)other.StatusCode, (int)none.StatusCode));
    }

    [Fact]
    public async Task Session_that_would_cost_more_than_it_may_is_stopped()
    {
        await using var targets = await Targets.StartAsync(1, backend: "\"cost_per_token\": 1", top: "\"sessions\": { \"max_cost\": 4.11, \"currency\": \"EUR\" }");
        targets.Upstreams[0].Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply);

        foreach (var status in (int[])[200, 400])
        {
            using var response = await targets.AskAsync(headers: ("x-parley-session", "s"));
            Assert.Equal(status, (int)response.StatusCode);
            Assert.Equal(status == 400, (await response.Content.ReadAsStringAsync()).Contains("session_limit", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Conversation_that_names_no_session_is_known_by_its_beginning()
    {
        await using var gateway = await StartAsync("\"max_turns\": 2, \"from_prefix\": true");
        string[] turns = [Of("a"), Of("a", "a", "b"), Of("a", "a", "b", "b", "c")];
        foreach (var (turn, status) in turns.Zip([200, 200, 400]))
        {
            using var response = await gateway.PostAsync("v1/chat/completions", turn);
            Assert.Equal(status, (int)response.StatusCode);
        }

        // What begins alike and goes on from nothing is a conversation of its own.
        for (var i = 0; i < 5; i++)
        {
            using var response = await gateway.PostAsync("v1/chat/completions", Of("z"));
            Assert.Equal(200, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task Answers_that_are_referred_to_belong_to_one_session()
    {
        await using var gateway = await StartAsync("\"max_turns\": 2, \"from_prefix\": true");
        var previous = "";
        foreach (var status in (int[])[200, 200, 400])
        {
            using var response = await gateway.PostAsync("v1/responses", $$"""{"model":"parley/echo","input":"Hi {{status}}"{{previous}}}""");
            Assert.Equal(status, (int)response.StatusCode);
            if (status == 200)
                previous = $",\"previous_response_id\":\"{JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]}\"";
        }
    }

    [Theory]
    [InlineData("a1 a1", 200)]
    [InlineData("a1 a1 a1", 400)]
    [InlineData("b1 a1 a1 a1", 400)]
    [InlineData("a1 a1 a2", 200)]
    [InlineData("a1 a1 a1 u", 200)]
    [InlineData("a1 a1 u a1", 200)]
    [InlineData("a1 b1 a1 b1", 200)]
    [InlineData("a1 b1 a1 b1 a1 b1", 400)]
    [InlineData("a1 b1 a1 b2 a1 b1", 200)]
    [InlineData("a1 b1 c1 a1 b1 c1 a1 b1 c1", 400)]
    [InlineData("a1b1 a1b1 b1a1", 400)]
    public async Task Conversation_that_runs_in_circles_is_stopped(string steps, int status)
    {
        await using var gateway = await StartAsync("\"max_repeats\": 3");

        using var chat = await gateway.PostAsync("v1/chat/completions", OpenAI(steps));
        using var messages = await gateway.PostAsync("v1/messages", Anthropic(steps));

        Assert.Equal((status, status), ((int)chat.StatusCode, (int)messages.StatusCode));
        if (status == 200)
            return;
        Assert.Equal("loop_detected", JsonNode.Parse(await chat.Content.ReadAsStringAsync())!["error"]!["code"]!.GetValue<string>());
        Assert.Equal("false", messages.Headers.GetValues("x-should-retry").Single());
    }

    private static string Of(params string[] texts) =>
        $$"""{"model":"parley/echo","messages":[{{string.Join(',', texts.Select(static (text, i) => $$"""{"role":"{{(i % 2 == 0 ? "user" : "assistant")}}","content":"{{text}}"}"""))}}]}""";

    /// <summary>Steps in short: <c>a1b2</c> calls a and b at once, <c>u</c> is a word of the user.</summary>
    private static string OpenAI(string steps)
    {
        var messages = new List<string> { """{"role":"user","content":"go"}""" };
        var id = 0;
        foreach (var step in steps.Split(' '))
        {
            if (step == "u")
            {
                messages.Add("""{"role":"user","content":"no"}""");
                continue;
            }
            var calls = step.Chunk(2).Select(call => (Id: $"c{++id}", Name: call[0], Argument: call[1])).ToList();
            messages.Add("""{"role":"assistant","content":null,"tool_calls":[""" + string.Join(',', calls.Select(static call => CallOf(call.Id, call.Name, call.Argument))) + "]}");
            messages.AddRange(calls.Select(static call => $$"""{"role":"tool","tool_call_id":"{{call.Id}}","content":"ok"}"""));
        }
        return $$"""{"model":"parley/echo","tools":[{"type":"function","function":{"name":"a","parameters":{"type":"object"} } }],"messages":[{{string.Join(',', messages)}}]}""";
    }

    /// <summary>The same arguments, in one order of their members or the other.</summary>
    private static string CallOf(string id, char name, char argument)
    {
        var arguments = id[^1] % 2 == 0 ? "{\\\"x\\\": " + argument + ",\\\"y\\\":[1]}" : "{\\\"y\\\":[1], \\\"x\\\":" + argument + "}";
        return $$"""{"id":"{{id}}","type":"function","function":{"name":"{{name}}","arguments":"{{arguments}}"} }""";
    }

    private static string Anthropic(string steps)
    {
        var messages = new List<string> { """{"role":"user","content":"go"}""" };
        var id = 0;
        foreach (var step in steps.Split(' '))
        {
            if (step == "u")
            {
                messages.Add("""{"role":"user","content":"no"}""");
                continue;
            }
            var calls = step.Chunk(2).Select(call => (Id: $"c{++id}", Name: call[0], Argument: call[1])).ToList();
            messages.Add($$"""{"role":"assistant","content":[{{string.Join(',', calls.Select(static call => $$"""{"type":"tool_use","id":"{{call.Id}}","name":"{{call.Name}}","input":{"x":{{call.Argument}} } }"""))}}]}""");
            messages.Add($$"""{"role":"user","content":[{{string.Join(',', calls.Select(static call => $$"""{"type":"tool_result","tool_use_id":"{{call.Id}}","content":"ok"}"""))}}]}""");
        }
        return $$"""{"model":"parley/echo","max_tokens":9,"tools":[{"name":"a","input_schema":{"type":"object"} }],"messages":[{{string.Join(',', messages)}}]}""";
    }

    private static Task<RunningGateway> StartAsync(string sessions) => RunningGateway.StartAsync($$"""{ "sessions": { {{sessions}} } }""");
}
