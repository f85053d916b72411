using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Failure;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Routing;

/// <summary>Targets that a name does not lead to and that are looked at besides: why each was asked or not is in the decision.</summary>
public sealed class FurtherTargetTests
{
    private const string TooLong = """{"error":{"message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""";
    private const string Filtered = """{"error":{"message":"The prompt was filtered.","type":"invalid_request_error","param":"prompt","code":"content_filter"}}""";
    private const string Key = "\"keys\": [ { \"name\": \"k\", \"key\": \"secret-of-k\", \"admin\": true, \"backends\": [\"t0\", \"t2\"] } ]";

    [Theory]
    [InlineData("context_window_fallbacks", TooLong)]
    [InlineData("content_policy_fallbacks", Filtered)]
    public async Task Fallback_that_the_key_may_not_use_is_left_out_with_its_reason(string key, string fault)
    {
        await using var targets = await Targets.StartAsync(1, $"\"{key}\": [\"t1/m-2\", \"t2/m-3\"]", top: Key, spare: 2, others: "\"cost_per_token\": 0.01");
        targets.Upstreams[0].Then(Script.Json(fault, 400));
        targets.Upstreams[2].Then(Script.Json(WireSample.OpenAI.Reply));

        var (decision, _) = await AskAsync(targets);

        Assert.Equal([0, 1], [targets.Upstreams[1].Received.Count, targets.Upstreams[2].Received.Count]);
        Assert.Equal($"{key} ", Of(decision, "t2/m-3"));
        Assert.Equal($"{key} key", Of(decision, "t1/m-2"));
        Assert.NotNull(decision["attempts"]![1]!["cost"]);
    }

    [Fact]
    public async Task Target_of_an_escalation_path_that_the_key_may_not_use_is_left_out_with_its_reason()
    {
        await using var targets = await Targets.StartAsync(1, "\"forwarding\": { \"enabled\": true, \"escalation_path\": [\"t1/m-2\", \"t2/m-3\"] }", top: Key, spare: 2);
        targets.Upstreams[0].Then(Script.Json(WireSample.OpenAI.Reply.Replace("Hello there", "I don't know.", StringComparison.Ordinal)));
        targets.Upstreams[2].Then(Script.Json(WireSample.OpenAI.Reply.Replace("Hello there", "The capital of Australia is Canberra, which was chosen as a compromise.", StringComparison.Ordinal)));

        var (decision, told) = await AskAsync(targets);

        Assert.Equal(("escalation_path ", "escalation_path key"), (Of(decision, "t2/m-3"), Of(decision, "t1/m-2")));
        Assert.Contains("; escalation_path=t2/m-3; refused=t1/m-2 (key: ", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vectors_of_a_name_with_an_escalation_path_go_on_to_its_own_targets()
    {
        await using var targets = await Targets.StartAsync(2, "\"forwarding\": { \"enabled\": true, \"escalation_path\": [\"t2/m-2\"] }", spare: 1);
        targets.Upstreams[0].Then(Script.Json("{}", 500));
        targets.Upstreams[1].Then(Script.Json("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1]}],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1}}"""));

        using var response = await targets.Gateway.PostAsync("v1/embeddings", """{"model":"m","input":"x"}""");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal([1, 1, 0], targets.Calls);
    }

    private static async Task<(JsonNode Decision, string Told)> AskAsync(Targets targets)
    {
        targets.Gateway.Client.DefaultRequestHeaders.Authorization = new("Bearer", "secret-of-k");
        using var response = await targets.AskAsync(headers: ("X-Parley-Explain", "1"));
        Assert.Equal(200, (int)response.StatusCode);
        var id = response.Headers.GetValues("x-parley-request-id").Single();
        return (JsonNode.Parse(await targets.Gateway.Client.GetStringAsync($"admin/requests/{id}/decision"))!, response.Headers.GetValues("x-parley-explain").Single());
    }

    private static string Of(JsonNode decision, string target)
    {
        var found = decision["candidates"]!.AsArray().Single(candidate => candidate!["target"]!.GetValue<string>() == target)!;
        return $"{found["for"]} {found["refused_by"]}";
    }
}
