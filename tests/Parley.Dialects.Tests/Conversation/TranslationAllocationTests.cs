using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Conversation;

public sealed class TranslationAllocationTests
{
    [Theory]
    [InlineData(DialectNames.OpenAIChat, DialectNames.AnthropicMessages)]
    [InlineData(DialectNames.AnthropicMessages, DialectNames.OpenAIChat)]
    public void Parts_that_lose_nothing_allocate_nothing_when_they_are_written(string from, string to)
    {
        var few = Allocated(Request(from, 100), to);
        var many = Allocated(Request(from, 110), to);
        Assert.Equal(few, many);
    }

    private static ChatRequest Request(string dialect, int parts)
    {
        var content = string.Join(',', Enumerable.Repeat("""{"type":"text","text":"some words"}""", parts));
        var body = $$"""{"model":"m","max_tokens":10,"messages":[{"role":"user","content":[{{content}}]}]}""";
        return KnownDialects.Find(dialect)!.Chat.ReadRequest(new WireRequest("", "", WireHeaders.None, System.Text.Encoding.UTF8.GetBytes(body)));
    }

    private static long Allocated(ChatRequest request, string dialect)
    {
        var codec = KnownDialects.Find(dialect)!.Chat;
        using var output = new PooledBufferWriter(1 << 16);
        Write();
        Write();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Write();
        return GC.GetAllocatedBytesForCurrentThread() - before;

        void Write()
        {
            output.Reset();
            codec.WriteRequest(request, WireProfile.Default, new ConversionLog(), new WireRequestWriter(output));
        }
    }
}
