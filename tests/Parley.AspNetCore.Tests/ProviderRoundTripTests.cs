using System.Text.Json.Nodes;
using Parley.Configuration;
using Parley.Dialects;
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

    public static TheoryData<string> Names => [.. Catalog.BuiltIn.All.Where(provider => provider.Abilities.Chat).Select(provider => provider.Name)];

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
        Assert.Equal($"/{PathOf(provider)}responses", sent.Target);
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
        return address[(address.IndexOf('/', address.IndexOf("://", StringComparison.Ordinal) + 3) + 1)..].Replace("{account_id}", "mine", StringComparison.Ordinal);
    }

    private static string TargetOf(ProviderDescriptor provider)
    {
        var operation = provider.Dialect switch
        {
            DialectNames.AnthropicMessages => "messages",
            DialectNames.OpenAIResponses => "responses",
            DialectNames.Gemini => "models/m-1:generateContent",
            DialectNames.Ollama => "api/chat",
            DialectNames.Cohere => "chat",
            DialectNames.BedrockConverse => "model/m-1/converse",
            _ => provider.Paths.GetValueOrDefault("chat/completions", "chat/completions").Replace("{model}", "m-1", StringComparison.Ordinal),
        };
        var query = provider.Query.IsEmpty ? "" : "?api-version=" + provider.Placeholders["api_version"].Default;
        return $"/{PathOf(provider)}{operation}{query}";
    }

    private static WireSample SampleOf(ProviderDescriptor provider) => provider.Dialect switch
    {
        DialectNames.AnthropicMessages => WireSample.Anthropic,
        DialectNames.OpenAIResponses => WireSample.Responses,
        DialectNames.Gemini => WireSample.Gemini,
        DialectNames.Ollama => WireSample.Ollama,
        DialectNames.Cohere => WireSample.OpenAI with { Reply = Cohere },
        DialectNames.BedrockConverse => WireSample.OpenAI with { Reply = Converse },
        _ => WireSample.OpenAI,
    };
}
