using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Operations;

namespace Parley.AspNetCore.Tests.Emulation;

/// <summary>Choices among tools that are not there: to another dialect than the caller's they would be said as something else.</summary>
public sealed class ToolChoiceTests
{
    private const string Tools = """[{"type":"function","function":{"name":"one","parameters":{"type":"object"}}},{"type":"function","function":{"name":"two","parameters":{"type":"object"}}}]""";

    [Theory]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"zz"}}]}}""", "tool_choice")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"one"}},{"type":"function","function":{"name":"zz"}}]}}""", "tool_choice")]
    [InlineData("""{"type":"function","function":{"name":"zz"}}""", "tool_choice")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[]}}""", "tool_choice.allowed_tools.tools")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"zz","tools":[{"type":"function","function":{"name":"one"}}]}}""", "tool_choice.allowed_tools.mode")]
    public async Task Choice_of_what_is_not_offered_is_refused(string choice, string place)
    {
        await using var behind = await Behind.StartAsync("anthropic");

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", $$"""{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"tools":{{Tools}},"tool_choice":{{choice}} }""");

        Assert.Equal(400, status);
        Assert.Equal(place, JsonNode.Parse(body)!["error"]!["param"]!.GetValue<string>());
        Assert.Empty(behind.Upstream.Received);
    }

    [Fact]
    public async Task Schema_of_a_tool_with_half_a_character_is_no_fault_of_the_gateway()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Parley.TestKit.Upstream.Script.Json("""{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":7,"output_tokens":3}}"""));

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", """{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"one","strict":true,"parameters":{"anyOf":[{"type":"object","properties":{"\ud800":{"$ref":"#/\ud800"}}}],"required":["\ud800"]}}}]}""");

        Assert.True(status == 200, body);
    }
}
