using System.Net;
using Parley.AspNetCore.Tests.Faults;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Routing;

/// <summary>What callers ask of routing, by headers, metadata and members of the body.</summary>
public sealed class WishTests
{
    private const string Chat = "v1/chat/completions";

    [Fact]
    public async Task Backend_is_chosen_by_a_header()
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        pair.Second.Then(Script.Json(WireSample.OpenAI.Reply));

        using var response = await pair.AskAsync(stream: false, ("X-Target-Backend", "SECOND"));

        Assert.True(response.IsSuccessStatusCode);
        Assert.Empty(pair.First.Received);
    }

    [Theory]
    [InlineData("openai", """{"error":{"message":"x-target-backend names a backend that does not exist. Did you mean second?","type":"invalid_request_error","param":"x-target-backend","code":"unknown_backend""")]
    [InlineData("anthropic", """{"type":"error","error":{"type":"invalid_request_error","message":"x-target-backend names a backend that does not exist. Did you mean second?""")]
    public async Task Backend_that_does_not_exist_is_a_clear_fault_in_the_callers_dialect(string dialect, string body)
    {
        await using var pair = await Pair.StartAsync(dialect, "openai");

        using var response = await pair.AskAsync(stream: false, ("x-target-backend", "secnd"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(body, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(pair.First.Received);
    }

    [Theory]
    [InlineData("x-latency-critical", "maybe", "x-latency-critical is true or false.")]
    [InlineData("X-Power-Efficient", "2", "X-Power-Efficient is true or false.")]
    [InlineData("x-max-latency-ms", "soon", "x-max-latency-ms is a number from 0.")]
    [InlineData("x-max-power-watts", "-1", "x-max-power-watts is a number from 0.")]
    [InlineData("x-max-cost", "NaN", "x-max-cost is a number from 0.")]
    [InlineData("x-deadline-ms", "1e9", "x-deadline-ms is a number from 0 to 86400000.")]
    [InlineData("x-priority", "urgent", "x-priority is low (or best-effort), normal, high or critical (or realtime).")]
    [InlineData("x-media-type", "vido", "x-media-type is none of text, code, image, audio, realtime, auto.")]
    [InlineData("x-parley-strategy", "randm", "Did you mean random?")]
    public async Task Wish_that_cannot_be_read_is_refused_by_its_name(string header, string value, string message)
    {
        await using var pair = await Pair.StartAsync("openai", "openai");

        using var response = await pair.AskAsync(stream: false, (header, value));

        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, body, StringComparison.Ordinal);
        Assert.Contains($"\"param\":\"{header}\"", body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Wishes_that_can_be_read_pass_and_stay_here()
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        pair.First.Then(Script.Json(WireSample.OpenAI.Reply));

        using var response = await pair.AskAsync(stream: false, ("x-priority", "best-effort"), ("x-deadline-ms", "60000"), ("x-media-type", "code"), ("x-max-latency-ms", "1500.5"), ("x-parley-strategy", "PRIORITY"));

        Assert.True(response.IsSuccessStatusCode);
        Assert.DoesNotContain(pair.First.Received.Single().Headers.Keys, static name => name.StartsWith("x-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("responses")]
    public async Task Metadata_of_the_body_say_the_same_and_headers_stand_before_them(string dialect)
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        pair.Second.Then(Script.Json(WireSample.OpenAI.Reply));
        pair.First.Then(Script.Json(WireSample.OpenAI.Reply));
        var (path, prompt) = dialect == "openai" ? (Chat, "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]") : ("v1/responses", "\"input\":\"Hi\"");
        var body = $$$"""{"model":"m",{{{prompt}}},"metadata":{"ticket":"7","priority":"P1","parley_target_backend":"second"}}""";

        using var second = await pair.Gateway.PostAsync(path, body);
        using var first = await pair.Gateway.PostAsync(path, body, ("x-target-backend", "first"));

        Assert.Equal(["second", "first"], new[] { second, first }.Select(static response => response.Headers.GetValues("x-parley-backend").Single()));
    }

    [Fact]
    public async Task Metadata_that_cannot_be_read_name_their_member()
    {
        await using var pair = await Pair.StartAsync("openai", "openai");

        using var response = await pair.Gateway.PostAsync(Chat, """{"model":"m","messages":[{"role":"user","content":"Hi"}],"metadata":{"parley_max_latency_ms":"soon"}}""");

        Assert.Contains("\"metadata.parley_max_latency_ms is a number from 0.\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"first/a","models":["first/a","second/b"],"messages":[{"role":"user","content":"Hi"}]}""", """{"model":"b","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"models":["first/a","second/b"],"messages":[{"role":"user","content":"Hi"}]}""", """{"model":"b","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"model":"first/a","fallbacks":["nowhere",{"model":"second/b"}],"messages":[{"role":"user","content":"Hi"}]}""", """{"model":"b","messages":[{"role":"user","content":"Hi"}]}""")]
    public async Task Further_models_of_the_body_are_asked_in_their_order_and_no_backend_hears_of_them(string body, string received)
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        pair.First.Then(Script.Json("{}", 503));
        pair.Second.Then(Script.Json(WireSample.OpenAI.Reply));

        using var response = await pair.Gateway.PostAsync(Chat, body);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(received.Replace("\"b\"", "\"a\"", StringComparison.Ordinal), pair.First.Received.Single().Body);
        Assert.Equal(received, pair.Second.Received.Single().Body);
        if (body.Contains("nowhere", StringComparison.Ordinal))
            Assert.Equal("dropped fallbacks", response.Headers.GetValues("x-parley-conversion-details").Single());
    }

    [Fact]
    public async Task What_a_group_says_besides_its_model_is_recorded()
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        pair.First.Then(Script.Json(WireSample.OpenAI.Reply));

        using var response = await pair.Gateway.PostAsync(Chat, """{"model":"first/a","fallbacks":["second/b",{"model":"second/b","temperature":0}],"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal("dropped fallbacks[1].temperature", response.Headers.GetValues("x-parley-conversion-details").Single());
    }

    [Theory]
    [InlineData("v1/responses", "openai", """{"model":"first/a","input":"Hi","models":["second/b"]}""")]
    [InlineData("v1/messages", "anthropic", """{"model":"first/a","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"fallbacks":[{"model":"second/b"}]}""")]
    [InlineData("v1/messages", "openai", """{"models":["first/a","second/b"],"max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("v1beta/models/first/a:generateContent", "gemini", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"models":["second/b"],"fallbacks":[]}""")]
    [InlineData("v1beta/models/first/a:generateContent", "openai", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"models":["second/b"]}""")]
    [InlineData("api/chat", "ollama", """{"model":"first/a","stream":false,"messages":[{"role":"user","content":"Hi"}],"fallbacks":["second/b"]}""")]
    [InlineData("api/generate", "ollama", """{"model":"first/a","stream":false,"prompt":"Hi","models":["second/b"]}""")]
    [InlineData("api/chat", "openai", """{"model":"first/a","stream":false,"messages":[{"role":"user","content":"Hi"}],"models":["second/b"]}""")]
    [InlineData("v2/chat", "cohere", """{"model":"first/a","messages":[{"role":"user","content":"Hi"}],"models":["second/b"]}""")]
    [InlineData("v2/chat", "openai", """{"model":"first/a","messages":[{"role":"user","content":"Hi"}],"fallbacks":["second/b"]}""")]
    public async Task Further_models_are_understood_in_every_dialect(string path, string type, string body)
    {
        await using var pair = await Pair.StartAsync("openai", type);
        pair.First.Otherwise = _ => Script.Json("{}", 429);
        pair.Second.Otherwise = _ => Script.Json("{}", 429);

        using var response = await pair.Gateway.PostAsync(path, body);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        foreach (var request in (ReceivedRequest[])[pair.First.Received.Single(), pair.Second.Received.Single()])
        {
            Assert.DoesNotContain("models\"", request.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("fallbacks", request.Body, StringComparison.Ordinal);
            Assert.Contains("Hi", request.Body, StringComparison.Ordinal);
        }
        Assert.True(pair.Second.Received[0].Body.Contains("\"b\"", StringComparison.Ordinal) || pair.Second.Received[0].Target.Contains("/b:", StringComparison.Ordinal));
        Assert.False(response.Headers.TryGetValues("x-parley-conversion-details", out var details) && details.Any(static line => line.Contains("models", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("v1/messages", """{"model":"m","max_tokens":9,"models":"x","messages":[{"role":"user","content":"Hi"}]}""", "models must be an array.")]
    [InlineData("v2/chat", """{"model":"m","fallbacks":[3],"messages":[{"role":"user","content":"Hi"}]}""", "fallbacks[0] must be a model")]
    [InlineData("v1beta/models/m:generateContent", """{"contents":[{"parts":[{"text":"Hi"}]}],"models":{}}""", "models must be an array.")]
    [InlineData("api/chat", """{"model":"m","messages":[{"role":"user","content":"Hi"}],"models":[{}]}""", "models[0] must be a model")]
    [InlineData("v1/responses", """{"model":"m","input":"Hi","models":7}""", "models must be an array.")]
    [InlineData("v1/messages", """{"model":"m","max_tokens":9,"models":["a"],"models":["b"],"messages":[{"role":"user","content":"Hi"}]}""", "The member models occurs twice.")]
    public async Task Further_models_that_cannot_be_read_are_refused_in_every_dialect(string path, string body, string message)
    {
        await using var pair = await Pair.StartAsync("openai", "openai");

        using var response = await pair.Gateway.PostAsync(path, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1/messages", """{"model":"m","max_tokens":9,"models":["\ud800"],"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("v1/chat/completions", """{"model":"m","fallbacks":[{"model":"\ud800"}],"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("v1/responses", """{"model":"m","input":"Hi","models":["\ud800"]}""")]
    [InlineData("v1beta/models/m:generateContent", """{"contents":[{"parts":[{"text":"Hi"}]}],"models":["\ud800"]}""")]
    [InlineData("v2/chat", """{"model":"m","fallbacks":["\ud800"],"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("api/chat", """{"model":"m","messages":[{"role":"user","content":"Hi"}],"models":["\ud800"]}""")]
    public async Task Further_model_of_half_a_character_is_one_that_nobody_knows(string path, string body)
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        pair.First.Otherwise = _ => Script.Json(WireSample.OpenAI.Reply);

        using var response = await pair.Gateway.PostAsync(path, body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(response.Headers.GetValues("x-parley-conversion-details"), static line => line.Contains("dropped models", StringComparison.Ordinal) || line.Contains("dropped fallbacks", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"model":"m","models":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}""", "models must be an array.")]
    [InlineData("""{"model":"m","fallbacks":[{"name":"x"}],"messages":[{"role":"user","content":"Hi"}]}""", "fallbacks[0] must be a model's name.")]
    [InlineData("""{"model":"m","fallbacks":["a/../b"],"messages":[{"role":"user","content":"Hi"}]}""", "A model's name holds no step upwards")]
    public async Task Further_models_of_another_form_are_refused(string body, string message)
    {
        await using var pair = await Pair.StartAsync("openai", "openai");

        using var response = await pair.Gateway.PostAsync(Chat, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message.Replace("'", "\\u0027", StringComparison.Ordinal), (await response.Content.ReadAsStringAsync()).Replace("'", "\\u0027", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Auto_leads_to_what_the_operator_named()
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        pair.First.Then(Script.Json("{}", 503));
        pair.Second.Then(Script.Json(WireSample.OpenAI.Reply));

        using var response = await pair.Gateway.PostAsync(Chat, """{"model":"auto","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal("""{"model":"m-1","messages":[{"role":"user","content":"Hi"}]}""", pair.Second.Received.Single().Body);
    }
}
