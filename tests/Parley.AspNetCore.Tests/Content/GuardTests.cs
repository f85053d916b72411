using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.InProcess;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Content;

/// <summary>Guards, between callers of every dialect and what a backend sees of them.</summary>
public sealed class GuardTests
{
    private const string Mail = "bob.smith+x@mail.example.org";

    public static MatrixTheoryData<string, bool> Callers => new(WireSample.All.Select(static sample => sample.Provider), [false, true]);

    public static MatrixTheoryData<string, string, bool> Pairs => new(WireSample.All.Select(static sample => sample.Provider), WireSample.All.Select(static sample => sample.Provider), [false, true]);

    public static TheoryData<string> Dialects => [.. WireSample.All.Select(static sample => sample.Provider)];

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Model_reads_a_placeholder_and_the_caller_what_stood_there(string client, bool stream)
    {
        var heard = "";
        await using var gateway = await RunningGateway.StartAsync("""{ "guards": { "pii": { "email": "reversible" } } }""", code: Echo(text => heard = text));

        var (_, body) = await AskAsync(gateway, client, stream, $"Write to {Mail} and {Mail}, not to ann@example.org.");

        Assert.Equal("Write to [EMAIL_1] and [EMAIL_1], not to [EMAIL_2].", heard);
        Assert.Equal($"Write to {Mail} and {Mail}, not to ann@example.org.", AnswerText.Of(body));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Nothing_of_it_reaches_the_backend(string client, string upstream, bool stream)
    {
        await using var server = new ScriptedUpstream();
        server.Then(stream ? Script.Stream(WireSample.Of(upstream).Stream, WireSample.Of(upstream).ContentType) : Script.Json(WireSample.Of(upstream).Reply));
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "mine", "type": "{{upstream}}", "endpoint": "{{server.Address}}", "api_key": "sk-first" } ], "providers": { "openai": { "alsoSpeaks": [] } }, "guards": { "pii": { "email": "redact" } } }
            """);

        var (response, body) = await AskAsync(gateway, client, stream, $"Write to {Mail}");

        Assert.Equal("Hello there", AnswerText.Of(body));
        Assert.DoesNotContain(Mail, server.Received.Single().Body, StringComparison.Ordinal);
        Assert.Contains("Write to [EMAIL_1]", server.Received.Single().Body, StringComparison.Ordinal);
        Assert.Equal("lossy", response.Headers.GetValues("x-parley-conversion").Single());
        Assert.Contains("redacted messages[0].content[0]=email", response.Headers.GetValues("x-parley-conversion-details").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task What_is_blocked_is_told_by_place_and_kind_alone(string client, bool stream)
    {
        var heard = "";
        await using var gateway = await RunningGateway.StartAsync("""{ "guards": { "pii": { "email": "block" } } }""", code: Echo(text => heard = text));

        var (response, body) = await AskAsync(gateway, client, stream, $"Write to {Mail}");

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("", heard);
        Assert.DoesNotContain("bob", body, StringComparison.Ordinal);
        Assert.Contains("messages[0].content[0]", body, StringComparison.Ordinal);
        if (client is "openai" or "openai-responses")
            Assert.Equal("content_blocked", JsonNode.Parse(body)!["error"]!["code"]!.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task What_the_model_says_is_taken_out_of_answers(string client, bool stream)
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "guards": { "pii": { "credit_card": { "action": "redact", "direction": "output" } } } }""", code: Echo(static _ => { }));

        var (_, body) = await AskAsync(gateway, client, stream, "It is 4111 1111 1111 1111, I think. 4111 1111");

        Assert.Equal("It is [CREDIT_CARD_1], I think. 4111 1111", AnswerText.Of(body));
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Answer_that_is_blocked_ends_with_the_error_of_the_dialect(string client, bool stream)
    {
        var code = new DelegateBackend("mine", (_, _) => Code.Say("It starts well", " and then comes 123", "-45-", "6789 for", " all to see."));
        await using var telling = await RunningGateway.StartAsync("""{ "guards": { "pii": { "ssn": { "action": "block", "direction": "output" } } } }""", code: code);

        var (response, body) = await AskAsync(telling, client, stream, "Say it");

        Assert.DoesNotContain("6789", body, StringComparison.Ordinal);
        Assert.Contains("the answer holds ssn", body, StringComparison.Ordinal);
        Assert.Equal(stream ? 200 : 400, (int)response.StatusCode);
    }

    [Fact]
    public async Task Request_without_findings_is_copied_to_the_byte()
    {
        await using var server = new ScriptedUpstream();
        server.Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "mine", "type": "openai", "endpoint": "{{server.Address}}", "api_key": "sk-first" } ], "guards": { "pii": { "email": "reversible", "ssn": "block" }, "injection": "warn", "strip_invisible": true } }
            """);

        using var response = await gateway.PostAsync("v1/chat/completions", """{ "messages" : [ {"role":"user","content":"\u00e9"} ],"model":"mine/m" , "future":1}""");

        Assert.Equal("""{ "messages" : [ {"role":"user","content":"\u00e9"} ],"model":"m" , "future":1}""", server.Received.Single().Body);
        Assert.Equal("exact", response.Headers.GetValues("x-parley-conversion").Single());
        Assert.Equal(WireSample.OpenAI.Reply, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Warning_leaves_the_bytes_and_is_told()
    {
        await using var server = new ScriptedUpstream();
        server.Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "mine", "type": "openai", "endpoint": "{{server.Address}}", "api_key": "sk-first" } ], "guards": { "pii": { "email": "warn" } } }
            """);

        using var response = await gateway.PostAsync("v1/chat/completions", $$"""{ "messages" : [ {"role":"user","content":"{{Mail}}"} ],"model":"mine/m"}""");

        Assert.Equal($$"""{ "messages" : [ {"role":"user","content":"{{Mail}}"} ],"model":"m"}""", server.Received.Single().Body);
        Assert.Equal("exact", response.Headers.GetValues("x-parley-conversion").Single());
        Assert.Equal("noted messages[0].content[0]=email", response.Headers.GetValues("x-parley-conversion-details").Single());
        Assert.Contains(gateway.Log.Lines, static line => line.Contains("found email in messages[0].content[0]", StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Log.Lines, static line => line.Contains(Mail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Caller_who_forbids_losses_is_refused()
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "guards": { "pii": { "email": "redact" } } }""", code: Echo(static _ => { }));

        using var response = await gateway.PostAsync("v1/chat/completions", WireSample.OpenAI.Body("mine/m", Mail, false), ("x-parley-conversion", "reject"));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("unsupported_feature", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "except_models": [ "mine/*" ], """)]
    [InlineData("""{ "except_keys": [ "tru*" ], """)]
    public async Task Models_and_keys_that_are_left_out_are_not_looked_at(string exception)
    {
        var heard = "";
        await using var gateway = await RunningGateway.StartAsync($$"""{ "keys": [ { "name": "trusted", "key": "long-enough-key" } ], "guards": {{exception}} "pii": { "email": "block" } } }""", code: Echo(text => heard = text));

        using var response = await gateway.PostAsync("v1/chat/completions", WireSample.OpenAI.Body("mine/m", Mail, false), ("authorization", "Bearer long-enough-key"));

        Assert.Equal(Mail, heard);
    }

    [Fact]
    public async Task One_kept_answer_serves_two_callers_each_with_what_is_his()
    {
        var calls = 0;
        await using var gateway = await RunningGateway.StartAsync("""{ "cache": { "enabled": true }, "guards": { "pii": { "email": "reversible" } } }""", code: Echo(_ => calls++));

        var (_, first) = await AskAsync(gateway, "openai", false, "Write to a@example.org");
        var (again, second) = await AskAsync(gateway, "openai", false, "Write to b@example.org");

        Assert.Equal(("Write to a@example.org", "Write to b@example.org", 1), (AnswerText.Of(first), AnswerText.Of(second), calls));
        Assert.Equal("masked messages[0].content[0]=email", again.Headers.GetValues("x-parley-conversion-details").Single());
    }

    private static DelegateBackend Echo(Action<string> hear) => new("mine", (request, _) =>
    {
        var text = string.Concat(request.Messages[^1].Parts.OfType<TextPart>().Select(static part => part.Text.ToString()));
        hear(text);
        return Code.Say([.. text.Chunk(3).Select(static piece => new string(piece))]);
    });

    private static async Task<(HttpResponseMessage Response, string Body)> AskAsync(RunningGateway gateway, string client, bool stream, string prompt)
    {
        var sample = WireSample.Of(client);
        var response = await gateway.PostAsync(sample.Path("mine/m", stream), sample.Body("mine/m", prompt, stream));
        return (response, await response.Content.ReadAsStringAsync());
    }
}
