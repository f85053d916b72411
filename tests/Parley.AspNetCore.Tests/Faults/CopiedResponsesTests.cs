using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Operations;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Faults;

/// <summary>What the gateway says itself behind copied events of Responses.</summary>
public sealed class CopiedResponsesTests
{
    private const string Response = """{"id":"resp_1","object":"response","created_at":1,"status":"in_progress","model":"m","output":[]}""";

    [Theory]
    [InlineData("\"sequence_number\":4,", "\"sequence_number\":9,", 10)]
    [InlineData("", "", null)]
    public async Task Error_goes_on_with_the_next_number(string first, string last, int? expected)
    {
        await using var behind = await Behind.StartAsync("openai-responses");
        behind.Upstream.Then(Script.Stream(
            $"event: response.created\ndata: {{\"type\":\"response.created\",{first}\"response\":{Response}}}\n\n"
            + $"event: response.output_text.delta\ndata: {{\"type\":\"response.output_text.delta\",{last}\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"say \\\"sequence_number\\\":77\"}}\n\n", "text/event-stream"));

        var (status, body, _) = await behind.AskAsync("v1/responses", """{"model":"b/m","stream":true,"input":"Hi"}""");

        var own = body.Split('\n').Where(static line => line.StartsWith("data: ", StringComparison.Ordinal)).Skip(2).Select(static line => JsonNode.Parse(line[6..])!).ToList();
        Assert.Equal(200, status);
        Assert.Equal(["response.failed", "error"], own.Select(static one => one["type"]!.GetValue<string>()));
        Assert.Equal([expected, expected + 1], own.Select(static one => one["sequence_number"]?.GetValue<int>()));
    }
}
