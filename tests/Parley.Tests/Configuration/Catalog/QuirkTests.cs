using System.Text;
using System.Text.Json.Nodes;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Tests.Configuration;

/// <summary>One request through the quirks of every provider: what arrives there means what was asked, in the form that the quirks demand.</summary>
public sealed class QuirkTests
{
    private const string Asked = """
        {"model":"m","max_tokens":100,"stream":true,"temperature":0.5,"top_k":5,"x_extra":true,
        "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}],
        "messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":"Rain?"},
        {"role":"assistant","content":null,"tool_calls":[{"id":"call_0123456789012345678901234567890123456789012345","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}}]},
        {"role":"tool","tool_call_id":"call_0123456789012345678901234567890123456789012345","content":"No."},{"role":"user","content":"Thanks."}]}
        """;

    public static TheoryData<string> Names => [.. Catalog.BuiltIn.All.Where(static provider => provider.Rest is null).Select(static provider => provider.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Request_arrives_with_its_meaning(string name)
    {
        var provider = Catalog.BuiltIn.Find(name)!;
        var (wire, again) = (Write(provider), Write(provider));
        var read = CodecOf(provider.Dialect).ReadRequest(wire);

        Assert.Equal(wire.Body.ToArray(), again.Body.ToArray());
        Assert.Equal(100, read.MaxTokens);
        Assert.Equal("weather", Assert.Single(read.Tools).Name);
        Assert.Equal(["Be brief.", "Rain?", "Thanks."], read.Messages.SelectMany(static message => message.Parts).OfType<TextPart>().Select(static part => part.Text.ToString()));
        var call = Assert.Single(read.Messages.SelectMany(static message => message.Parts).OfType<ToolCallPart>());
        var result = Assert.Single(read.Messages.SelectMany(static message => message.Parts).OfType<ToolResultPart>());
        Assert.Equal(("weather", call.Id), (call.Name, result.ToolCallId));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Request_has_the_form_that_the_quirks_demand(string name)
    {
        var provider = Catalog.BuiltIn.Find(name)!;
        if (provider.Dialect != DialectNames.OpenAIChat)
            return;
        var quirks = provider.Quirks;
        var body = JsonNode.Parse(Write(provider).Body.Span)!.AsObject();

        Assert.Equal(quirks.StreamOptions, body.ContainsKey("stream_options"));
        Assert.Equal(quirks.DeveloperRole ? "developer" : "system", body["messages"]![0]!["role"]!.GetValue<string>());
        // A caller of the same dialect is taken at its word, unless the provider would refuse the request for it.
        Assert.Equal(quirks.ExtendedSampling || !quirks.RejectsUnknownMembers, body.ContainsKey("top_k"));
        Assert.Equal(!quirks.RejectsUnknownMembers, body.ContainsKey("x_extra"));
        Assert.True(quirks.MaxTokens switch
        {
            MaxTokensMember.MaxTokens => body.ContainsKey("max_tokens") && !body.ContainsKey("max_completion_tokens"),
            MaxTokensMember.MaxCompletionTokens => body.ContainsKey("max_completion_tokens") && !body.ContainsKey("max_tokens"),
            _ => body.ContainsKey("max_tokens") != body.ContainsKey("max_completion_tokens"),
        });
        Assert.Matches(
            quirks.ToolCallIds switch { ToolCallIdRule.Max40 => "^.{1,40}$", ToolCallIdRule.Word64 => "^[A-Za-z0-9_-]{1,64}$", ToolCallIdRule.Alphanumeric9 => "^[A-Za-z0-9]{9}$", _ => "." },
            body["messages"]![2]!["tool_calls"]![0]!["id"]!.GetValue<string>());
    }

    private static WireRequest Write(ProviderDescriptor provider)
    {
        var asked = CodecOf(DialectNames.OpenAIChat).ReadRequest(new WireRequest("", "", WireHeaders.None, Encoding.UTF8.GetBytes(Asked)));
        using var body = new PooledBufferWriter(1024);
        var written = new WireRequestWriter(body);
        CodecOf(provider.Dialect).WriteRequest(asked with { Model = provider.DefaultModel ?? "some-model" }, provider.Quirks, new ConversionLog(), written);
        var path = written.Path.Split('?');
        return new WireRequest("/v1beta/" + path[0], path.Length > 1 ? path[1] : "", WireHeaders.None, body.WrittenSpan.ToArray());
    }

    private static IChatCodec CodecOf(string dialect) => KnownDialects.Find(dialect)!.Chat;
}
