using System.Buffers;
using System.Text.Json;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Serving.Replies;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Faults;

/// <summary>Defects of the gateway's own, before and in the middle of an answer: they end it in the caller's dialect.</summary>
public sealed class DefectTests
{
    [Theory]
    [MemberData(nameof(Pair.All), MemberType = typeof(Pair))]
    public async Task Defect_in_the_middle_of_a_stream_ends_it_with_the_dialects_error(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream, steps: new DefectiveStep(Moment.Within));
        var (sample, seen) = (WireSample.Of(upstream), new TaskCompletionSource());
        pair.First.Then(Script.Stream(sample.ContentType).Chunk(sample.Prelude + sample.Text.First).Wait(seen.Task).Chunk(sample.Text.Second + sample.Ending).End());

        using var response = await pair.AskAsync(stream: true);
        var text = await ReadAsync(response, seen);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("Hello", text, StringComparison.Ordinal);
        AssertTold(client, text);
        Assert.Empty(pair.Second.Received);
        var settlement = await pair.Gateway.Settled.NextAsync();
        Assert.Equal((FaultKind.Internal, true), (settlement.Fault!.Kind, Assert.Single(settlement.Attempts).Committed));
        Assert.Contains(pair.Gateway.Log.Lines, static line => line.Contains("by a defect of the gateway", StringComparison.Ordinal) && line.Contains("first/m-1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openai", "openai")]
    [InlineData("anthropic", "openai")]
    [InlineData("gemini", "gemini")]
    [InlineData("ollama", "anthropic")]
    public async Task Defect_of_a_step_after_the_answer_takes_its_end_from_it(string client, string upstream)
    {
        await using var pair = await Pair.StartAsync(client, upstream, steps: new DefectiveStep(Moment.After));
        var sample = WireSample.Of(upstream);
        pair.First.Then(Script.Stream(sample.Stream, sample.ContentType));

        using var response = await pair.AskAsync(stream: true);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains(" there", text, StringComparison.Ordinal);
        AssertTold(client, text);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Moment.Before, true)]
    [InlineData(Moment.Before, false)]
    [InlineData(Moment.Within, false)]
    [InlineData(Moment.After, false)]
    public async Task Defect_before_anything_was_shown_is_a_500(Moment when, bool stream)
    {
        await using var pair = await Pair.StartAsync("anthropic", "openai", steps: new DefectiveStep(when));
        pair.First.Then(Script.Json(WireSample.OpenAI.Reply));

        using var response = await pair.AskAsync(stream);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal((500, "gateway"), ((int)response.StatusCode, response.Headers.GetValues("x-parley-error-source").Single()));
        var error = body.RootElement.GetProperty("error");
        Assert.Equal(("api_error", "internal_error", "gateway"), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString(), error.GetProperty("source").GetString()));
        Assert.Equal(response.Headers.GetValues("x-parley-request-id").Single(), body.RootElement.GetProperty("request_id").GetString());
        Assert.Empty(pair.Second.Received);
    }

    [Fact]
    public void Event_that_cannot_be_written_leaves_nothing_of_itself()
    {
        using var output = new PooledBufferWriter();
        output.Write("<a>"u8);
        List<ChatEvent> events = [new(ChatEventKind.Text, 0, 0, "b"), new(ChatEventKind.Text, 0, 0, "!"), new(ChatEventKind.Text, 0, 0, "c")];

        Assert.Throws<InvalidOperationException>(() => WholeEvents.Encode(new HalfEncoder(), events, output));

        Assert.Equal("<a><b>"u8, output.WrittenSpan);
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, TaskCompletionSource seen)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = new char[4096];
        var read = "";
        while (!read.Contains("Hello", StringComparison.Ordinal))
        {
            var count = await reader.ReadAsync(first);
            Assert.NotEqual(0, count);
            read += new string(first, 0, count);
        }
        seen.SetResult();
        return read + await reader.ReadToEndAsync();
    }

    /// <summary>Ollama's errors are a sentence and nothing else.</summary>
    private static void AssertTold(string client, string text)
    {
        Assert.Contains("The gateway failed; its log knows the request as ", text, StringComparison.Ordinal);
        if (client == "ollama")
            return;
        Assert.Contains("\"internal_error\"", text, StringComparison.Ordinal);
        Assert.Contains("\"gateway\"", text, StringComparison.Ordinal);
    }

    /// <summary>Breaks off in the middle of an event.</summary>
    private sealed class HalfEncoder : IChatEncoder
    {
        public string ContentType => "text/plain";

        public void Encode(in ChatEvent chatEvent, IBufferWriter<byte> output)
        {
            output.Write("<"u8);
            if (chatEvent.Text.ToString() == "!")
                throw new InvalidOperationException("A defect.");
            output.Write([.. System.Text.Encoding.UTF8.GetBytes(chatEvent.Text.ToString()), (byte)'>']);
        }

        public void WriteEnd(IBufferWriter<byte> output) => throw new NotSupportedException();

        public void WriteFault(Fault fault, IBufferWriter<byte> output) => throw new NotSupportedException();

        public void WriteKeepAlive(IBufferWriter<byte> output) => throw new NotSupportedException();
    }
}
