using System.Net;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Pipeline;

namespace Parley.Extensions.AI.Tests;

/// <summary>What a chat client that is a backend answers, and how it fails.</summary>
public sealed class ChatClientAnswerTests
{
    [Fact]
    public async Task What_an_answer_loses_is_told_whole_and_streamed()
    {
        var text = new TextContent("x") { Annotations = [new CitationAnnotation { Title = "A book", FileId = "file-1" }] };
        var image = new DataContent(new byte[] { 1 }, "image/png") { AdditionalProperties = new() { ["frame"] = 7 } };
        var call = new FunctionCallContent("c1", "add", new Dictionary<string, object?> { ["a"] = 1, ["b"] = typeof(int) });
        await using var parley = ParleyClient.Create(b => b.AddBackend(new ScriptedClient(text, image, call, new Unwritable()), "theirs"));
        Answer? streamed = null;

        var whole = await parley.AskAsync(ChatRequest.Of("theirs/m", "Hi"));
        await parley.StreamAsync("theirs/m", "Hi", new AskOptions { Ended = answer => streamed = answer }).ToListAsync();

        Assert.Equal(
            ["choices[0].message.content[0].Annotations[0].FileId", "choices[0].message.content[1].AdditionalProperties[frame]", "choices[0].message.content[2].Arguments[b]", "choices[0].message.content[3]"],
            whole.Losses.Select(static loss => loss.Field));
        Assert.Equal(whole.Losses, streamed!.Losses);
    }

    [Fact]
    public async Task Client_that_fails_before_it_streams_is_a_fault_of_a_fitting_kind_too()
    {
        await using var parley = ParleyClient.Create(b => b
            .AddBackend(new ScriptedClient { FailsAtOnce = true, Fails = static () => new HttpRequestException("Slow down.", null, HttpStatusCode.TooManyRequests) }, "theirs"));

        var limited = await Assert.ThrowsAsync<RateLimitException>(async () => Assert.Empty(await parley.StreamAsync("theirs/m", "Hi").ToListAsync()));

        Assert.Equal("The backend theirs failed: Slow down.", limited.Fault.Message);
    }

    private sealed class Unwritable : AIContent;
}
