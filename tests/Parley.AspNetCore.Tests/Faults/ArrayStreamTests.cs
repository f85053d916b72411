using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Faults;

/// <summary>Streams of Gemini that are one JSON array: whatever the gateway adds to copied elements, it stays one.</summary>
public sealed class ArrayStreamTests
{
    private const string First = """[{"candidates":[{"content":{"role":"model","parts":[{"text":"Hello"}]},"index":0}]}""";
    private const string Last = """,{"candidates":[{"content":{"role":"model","parts":[{"text":" there"}]},"finishReason":"STOP","index":0}]}]""";

    [Fact]
    public async Task Sign_of_life_before_copied_elements_leaves_one_array()
    {
        var spoken = new TaskCompletionSource();
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Stream("application/json").Wait(spoken.Task).Chunk(First).Chunk(Last).End());
        await using var gateway = await StartAsync(upstream);

        using var response = await AskAsync(gateway);
        var stream = await response.Content.ReadAsStreamAsync();
        var sign = new byte[1];
        await stream.ReadExactlyAsync(sign);
        spoken.SetResult();
        var rest = await new StreamReader(stream).ReadToEndAsync();

        Assert.Equal("["u8.ToArray(), sign);
        Assert.Equal(["Hello", " there"], Texts("[" + rest));
    }

    [Fact]
    public async Task Connection_that_breaks_between_elements_ends_the_array_with_the_error()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Stream("application/json").Chunk(First).ThenReset());
        await using var gateway = await StartAsync(upstream);

        using var response = await AskAsync(gateway);
        var elements = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray();

        Assert.Equal("Hello", elements[0]!["candidates"]![0]!["content"]!["parts"]![0]!["text"]!.GetValue<string>());
        Assert.Equal(502, elements[^1]!["error"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task Array_that_ends_without_a_finish_is_an_error_within_the_array()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Stream("application/json").Chunk(First + "]").End());
        await using var gateway = await StartAsync(upstream);

        using var response = await AskAsync(gateway);
        var elements = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray();

        Assert.NotNull(elements[^1]!["error"]);
    }

    private static Task<RunningGateway> StartAsync(ScriptedUpstream upstream) => RunningGateway.StartAsync($$"""
        {
          "server": { "http": "127.0.0.1:4000", "keepalive_ms": 100 },
          "backends": [ { "id": "g", "type": "gemini", "endpoint": "{{upstream.Address}}", "api_key": "sk-g" } ]
        }
        """);

    private static Task<HttpResponseMessage> AskAsync(RunningGateway gateway) =>
        gateway.PostAsync("v1beta/models/g/m-1:streamGenerateContent", WireSample.Gemini.Body("m", "Say hello", true));

    private static IEnumerable<string> Texts(string array) =>
        JsonNode.Parse(array)!.AsArray().Select(element => element!["candidates"]![0]!["content"]!["parts"]![0]!["text"]!.GetValue<string>());
}
