using System.Text.Json.Nodes;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Wire;
using Parley.TestKit;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>Every provider of the catalog answers one request, which reaches it at its own path, with its credential in its own place, in the members that its quirks allow.</summary>
public sealed class ProviderRoundTripTests
{
    private const string Request = """
        {
          "model": "b/m-1", "max_completion_tokens": 9, "logit_bias": { "1": 2 },
          "messages": [
            { "role": "developer", "content": "Be kind." },
            { "role": "user", "content": "Say hello" },
            { "role": "assistant", "content": null, "tool_calls": [ { "id": "call_abcdefghijklmnopqrstuvwxyz-0123456789-and-more", "type": "function", "function": { "name": "f", "arguments": "{}" } } ] },
            { "role": "tool", "tool_call_id": "call_abcdefghijklmnopqrstuvwxyz-0123456789-and-more", "content": "done" }
          ],
          "tools": [ { "type": "function", "function": { "name": "f", "parameters": { "type": "object", "properties": {} } } } ]
        }
        """;

    private const string Cohere = """{"id":"c","message":{"role":"assistant","content":[{"type":"text","text":"Hello there"}]},"finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":7,"output_tokens":2},"tokens":{"input_tokens":7,"output_tokens":2}}}""";

    private const string Converse = """{"output":{"message":{"role":"assistant","content":[{"text":"Hello there"}]}},"stopReason":"end_turn","usage":{"inputTokens":7,"outputTokens":2,"totalTokens":9},"metrics":{"latencyMs":5}}""";

    private const string Plain = """{"id":"r","model":"m-1","choices":[{"index":0,"content":"Hello there","finish":{"reason":"stop"}}],"usage":{"input":{"tokens":7,"quality":"exact"},"output":{"tokens":2,"quality":"exact"}}}""";

    private const string PlainStream = """
        data: {"type":"start","id":"r","model":"m-1"}

        data: {"type":"text","choice":0,"part":0,"text":"Hello"}

        data: {"type":"text","choice":0,"part":0,"text":" there"}

        data: {"type":"finish","choice":0,"finish":{"reason":"stop"}}

        data: {"type":"usage","usage":{"input":{"tokens":7,"quality":"exact"},"output":{"tokens":2,"quality":"exact"}}}

        data: {"type":"done"}


        """;

    private const string ConverseStream = """
        messageStart {"role":"assistant"}
        contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"Hello"}}
        contentBlockDelta {"contentBlockIndex":0,"delta":{"text":" there"}}
        contentBlockStop {"contentBlockIndex":0}
        messageStop {"stopReason":"end_turn"}
        metadata {"usage":{"inputTokens":7,"outputTokens":2,"totalTokens":9},"metrics":{"latencyMs":5}}
        """;

    private const string CohereStream = """
        event: message-start
        data: {"id":"c","type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}

        event: content-start
        data: {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}

        event: content-delta
        data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hello"}}}}

        event: content-delta
        data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":" there"}}}}

        event: content-end
        data: {"type":"content-end","index":0}

        event: message-end
        data: {"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":7,"output_tokens":2},"tokens":{"input_tokens":7,"output_tokens":2}}}}


        """;

    public static TheoryData<string> Names => [.. Catalog.BuiltIn.All.Where(provider => provider.Abilities.Chat && provider.Rest is null).Select(provider => provider.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Provider_answers_at_its_own_path_with_its_own_credential(string name)
    {
        var provider = Catalog.BuiltIn.Find(name)!;
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(SampleOf(provider).Reply));
        await using var gateway = await StartAsync(provider, upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", Request);
        var text = await response.Content.ReadAsStringAsync();

        Assert.True(response.IsSuccessStatusCode, text);
        Assert.Equal("Hello there", JsonNode.Parse(text)!["choices"]![0]!["message"]!["content"]!.GetValue<string>());
        var sent = Assert.Single(upstream.Received);
        Assert.Equal(TargetOf(provider), sent.Target);
        Assert.Equal(provider.Auth.Scheme == AuthScheme.Header ? "sk-round-trip" : "Bearer sk-round-trip", sent.Headers[provider.Auth.Scheme == AuthScheme.Header ? provider.Auth.Name : "authorization"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Provider_streams_its_answer(string name)
    {
        var provider = Catalog.BuiltIn.Find(name)!;
        await using var upstream = new ScriptedUpstream();
        upstream.Then(StreamOf(provider));
        await using var gateway = await StartAsync(provider, upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", Request.Replace("\"max_completion_tokens\": 9", "\"stream\": true, \"stream_options\": { \"include_usage\": true }", StringComparison.Ordinal));
        var chunks = Frames.Read(await response.Content.ReadAsStringAsync(), StreamFraming.ServerSentEvents).Select(static frame => frame.Data).Where(static data => data.Length > 0).ToList();

        Assert.Equal("[DONE]", chunks[^1]);
        var read = chunks[..^1].Select(static data => JsonNode.Parse(data)!).ToList();
        Assert.Equal("Hello there", string.Concat(read.Select(static chunk => chunk["choices"]!.AsArray() is [{ } choice, ..] ? choice["delta"]?["content"]?.GetValue<string>() : null)));
        Assert.Equal(9, read[^1]["usage"]!["total_tokens"]!.GetValue<int>());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Provider_of_chat_gets_only_members_that_it_takes(string name)
    {
        var provider = Catalog.BuiltIn.Find(name)!;
        if (provider.Dialect != DialectNames.OpenAIChat)
            return;
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await StartAsync(provider, upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", Request, ("x-parley-lane", "slow"));
        var sent = Assert.Single(upstream.Received).Json;

        var quirks = provider.Quirks;
        Assert.Equal(quirks.MaxTokens == MaxTokensMember.MaxTokens ? "max_tokens" : "max_completion_tokens", Assert.Single(sent.AsObject(), entry => entry.Key.StartsWith("max_", StringComparison.Ordinal)).Key);
        Assert.Equal(quirks.DeveloperRole ? "developer" : "system", sent["messages"]![0]!["role"]!.GetValue<string>());
        var (call, result) = (sent["messages"]![2]!["tool_calls"]![0]!["id"]!.GetValue<string>(), sent["messages"]![3]!["tool_call_id"]!.GetValue<string>());
        Assert.Equal(call, result);
        Assert.Matches(quirks.ToolCallIds switch { ToolCallIdRule.Alphanumeric9 => "^[a-zA-Z0-9]{9}$", ToolCallIdRule.Max40 => "^.{1,40}$", ToolCallIdRule.Word64 => "^[a-zA-Z0-9_-]{1,64}$", _ => "." }, call);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Provider_that_also_speaks_responses_is_asked_in_them(string name)
    {
        var provider = Catalog.BuiltIn.Find(name)!;
        if (!provider.AlsoSpeaks.Contains(DialectNames.OpenAIResponses))
            return;
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.Responses.Reply));
        await using var gateway = await StartAsync(provider, upstream);

        using var response = await gateway.PostAsync("v1/responses", """{"model":"b/m-1","input":"Say hello","previous_response_id":"resp_0"}""");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("Hello there", text, StringComparison.Ordinal);
        var sent = Assert.Single(upstream.Received);
        Assert.Equal($"/{PathOf(provider)}{provider.Paths.GetValueOrDefault("responses", "responses").TrimEnd('?')}", sent.Target);
        Assert.Equal("""{"model":"m-1","input":"Say hello","previous_response_id":"resp_0"}""", sent.Json.ToJsonString());
    }

    private static Task<RunningGateway> StartAsync(ProviderDescriptor provider, ScriptedUpstream upstream)
    {
        var variables = string.Join(", ", provider.Placeholders.Where(part => part.Value.Default is null).Select(part => $"\"{part.Key}\": \"mine\""));
        return RunningGateway.StartAsync($$"""
            {
              "server": { "http": "127.0.0.1:4000", "allow_slow_lane": true },
              "backends": [ { "id": "b", "type": "{{provider.Name}}", "endpoint": "{{upstream.Address}}{{PathOf(provider).TrimEnd('/')}}", "api_key": "sk-round-trip", "variables": { {{variables}} } } ]
            }
            """);
    }

    /// <summary>Path and query of the provider's own address, without a leading slash.</summary>
    private static string PathOf(ProviderDescriptor provider)
    {
        var address = provider.BaseUrl ?? "http://any/v1/";
        var path = address[(address.IndexOf('/', address.IndexOf("://", StringComparison.Ordinal) + 3) + 1)..];
        return provider.Placeholders.Aggregate(path, static (text, part) => text.Replace($"{{{part.Key}}}", part.Value.Default ?? "mine", StringComparison.Ordinal));
    }

    private static string TargetOf(ProviderDescriptor provider)
    {
        var operation = provider.Dialect switch
        {
            DialectNames.AnthropicMessages => provider.Quirks.Envelope switch { MessageEnvelope.RawPredict => "models/m-1:rawPredict", MessageEnvelope.Invoke => "model/m-1/invoke", _ => "messages" },
            DialectNames.OpenAIResponses => "responses",
            DialectNames.Gemini => "models/m-1:generateContent",
            DialectNames.Ollama => "api/chat",
            DialectNames.Cohere => "chat",
            DialectNames.BedrockConverse => "model/m-1/converse",
            DialectNames.Parley => "conversation",
            _ => provider.Paths.GetValueOrDefault("chat/completions", "chat/completions").Replace("{model}", "m-1", StringComparison.Ordinal),
        };
        var query = provider.Query.IsEmpty ? "" : "?api-version=" + provider.Placeholders["api_version"].Default;
        return $"/{PathOf(provider)}{operation}{query}";
    }

    /// <summary>The sample's stream in the framing of the provider.</summary>
    private static Script StreamOf(ProviderDescriptor provider)
    {
        if (provider.Dialect == DialectNames.BedrockConverse)
            return Amazon(ConverseStream);
        if (provider.Dialect == DialectNames.Cohere)
            return Script.Stream(CohereStream, "text/event-stream");
        if (provider.Dialect == DialectNames.Parley)
            return Script.Stream(PlainStream, "text/event-stream");
        var sample = SampleOf(provider);
        return provider.Quirks.Envelope == MessageEnvelope.Invoke
            ? Amazon(string.Join('\n', Frames.Read(sample.Stream, StreamFraming.ServerSentEvents).Select(static frame => $$"""chunk {"bytes":"{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(frame.Data))}}"}""")))
            : Script.Stream(sample.Stream, sample.ContentType);
    }

    private static Script Amazon(string lines) => Script.Stream("application/vnd.amazon.eventstream").Chunk(EventStreams.Of(lines)).End();

    private static WireSample SampleOf(ProviderDescriptor provider) => provider.Dialect switch
    {
        DialectNames.AnthropicMessages => WireSample.Anthropic,
        DialectNames.OpenAIResponses => WireSample.Responses,
        DialectNames.Gemini => WireSample.Gemini,
        DialectNames.Ollama => WireSample.Ollama,
        DialectNames.Cohere => WireSample.OpenAI with { Reply = Cohere },
        DialectNames.Parley => WireSample.OpenAI with { Reply = Plain },
        DialectNames.BedrockConverse => WireSample.OpenAI with { Reply = Converse },
        _ => WireSample.OpenAI,
    };
}
