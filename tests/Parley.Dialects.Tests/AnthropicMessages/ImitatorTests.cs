using System.Text;
using Parley.Dialects.Conversation;
using Parley.TestKit;

namespace Parley.Dialects.Tests.AnthropicMessages;

/// <summary>What imitators of the dialect and proxies before it do that its maker does not.</summary>
public sealed class ImitatorTests
{
    private const string Start = """data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"c","content":[],"usage":{"input_tokens":3.0,"output_tokens":1}}}""" + "\n\n";

    [Fact]
    public void Counters_with_a_point_count()
    {
        var usage = Room.Codec.ReadReply(CodecProof.Reply("""{"id":"m","type":"message","role":"assistant","model":"c","content":[],"stop_reason":"end_turn","usage":{"input_tokens":3.0,"output_tokens":2.0}}"""), WireProfile.Default).Usage;
        Assert.Equal((3L, 2L), (usage.TotalInput, usage.TotalOutput));
    }

    [Fact]
    public void Error_without_any_type_breaks_the_stream_with_its_own_words()
    {
        var fault = Fold(Start + "data: {\"error\":{\"message\":\"boom\",\"type\":\"overloaded_error\"}}\n\n").Fault!;
        Assert.Equal((FaultKind.Overloaded, "boom"), (fault.Kind, fault.Message));
    }

    [Fact]
    public void Members_before_the_type_of_an_event_are_kept()
    {
        var reply = Fold(Start
            + "data: {\"context_management\":{\"applied_edits\":[]},\"delta\":{\"stop_reason\":\"end_turn\"},\"type\":\"message_delta\",\"usage\":{\"output_tokens\":2}}\n\n"
            + "data: {\"type\":\"message_stop\"}\n\n").Whole;
        Assert.Equal("""{"applied_edits":[]}""", reply.Choices[0].Extras!["context_management"].ToString());
        Assert.Equal((3L, 2L), (reply.Usage.TotalInput, reply.Usage.TotalOutput));
    }

    private static FoldedStream Fold(string stream) => StreamFold.Once(Room.Codec, Encoding.UTF8.GetBytes(stream));
}
