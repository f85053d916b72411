using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>Vectors for more texts than the backend takes at once: some calls run at the same time.</summary>
public sealed class EmbeddingBatchTests
{
    private const string Small = """, "providers": { "small": { "extends": "openai", "quirks": { "mostInputs": 1 } } }""";
    private const string Busy = """{"error":{"message":"slow down","type":"rate_limit_error"}}""";

    [Fact]
    public async Task Eight_calls_run_at_once_and_the_answers_keep_the_order_of_the_texts()
    {
        await using var behind = await Behind.StartAsync("small", Small);
        var arrived = 0;
        var eight = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        behind.Upstream.Otherwise = request =>
        {
            if (Interlocked.Increment(ref arrived) == 8)
                eight.SetResult();
            return Script.Silence(go.Task).Append(Script.Json(VectorOf(request)));
        };

        var asking = behind.AskAsync("v1/embeddings", $$"""{"model":"b/m","input":[{{string.Join(',', Enumerable.Range(1, 20).Select(static text => $"\"{text}\""))}}]}""");
        await eight.Task;
        var atOnce = behind.Upstream.Received.Count;
        go.SetResult();
        var (status, body, _) = await asking;

        Assert.Equal((200, 8, 20), (status, atOnce, behind.Upstream.Received.Count));
        Assert.Equal(Enumerable.Range(1, 20), JsonNode.Parse(body)!["data"]!.AsArray().Select(static vector => vector!["embedding"]![0]!.GetValue<int>()));
        Assert.Equal(20, JsonNode.Parse(body)!["usage"]!["prompt_tokens"]!.GetValue<int>());
    }

    [Fact]
    public async Task First_call_that_fails_ends_the_others()
    {
        await using var behind = await Behind.StartAsync("small", Small);
        behind.Upstream.Otherwise = static request => request.Json["input"]![0]!.GetValue<string>() == "1" ? Script.Stall() : Script.Json(Busy, 429);

        var (status, body, _) = await behind.AskAsync("v1/embeddings", $$"""{"model":"b/m","input":[{{string.Join(',', Enumerable.Range(1, 40).Select(static text => $"\"{text}\""))}}]}""");

        Assert.Equal(429, status);
        Assert.Equal("slow down", JsonNode.Parse(body)!["error"]!["message"]!.GetValue<string>());
        // Eight at a time; whoever comes between the failure and its being known may have begun one more.
        Assert.InRange(behind.Upstream.Received.Count, 1, 16);
    }

    private static string VectorOf(ReceivedRequest request) => """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1]}],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1}}"""
        .Replace("[1]", $"[{request.Json["input"]![0]!.GetValue<string>()}]", StringComparison.Ordinal);
}
