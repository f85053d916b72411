using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Conversation;

/// <summary>The proofs find what they are there to find.</summary>
public sealed class CodecProofTests
{
    private const string Stream = ": hi\n\ndata: {\"text\":\"Grü\"}\n\ndata: {\"text\":\"\\u00dfe 😀\"}\n\ndata: {\"stop\":\"end\"}\n\n";
    private const string Unary = "{\"text\":\"Grüße 😀\"}";

    [Fact]
    public void FoldEqualsUnary_a_sound_codec_passes() => CodecProof.FoldEqualsUnary(new PlainCodec(), Stream, Unary);

    [Fact]
    public void FoldEqualsUnary_another_text_is_found_and_shown()
    {
        var broken = Assert.Throws<ProofException>(() => CodecProof.FoldEqualsUnary(new PlainCodec(), Stream, "{\"text\":\"Grüße\"}"));
        Assert.Contains("actual:   Text: \"Grüße 😀\"", broken.Message);
    }

    [Fact]
    public void EveryCut_a_decoder_that_keeps_slices_is_found() =>
        Assert.Throws<ProofException>(() => StreamFold.EveryCut(new PlainCodec { KeepsSlices = true }, Stream));

    [Fact]
    public void EveryCut_a_stream_without_its_stop_is_a_fault()
    {
        var folded = StreamFold.EveryCut(new PlainCodec(), "data: {\"text\":\"half\"}\n\n");
        Assert.Equal(FaultKind.MalformedReply, folded.Fault!.Kind);
        Assert.Throws<ProofException>(() => folded.Whole);
    }

    [Fact]
    public void EveryCut_a_stream_that_ends_inside_an_event_is_a_fault_whatever_the_decoder_says()
    {
        var folded = StreamFold.EveryCut(new PlainCodec { EndsEarly = true }, "data: {\"text\":\"half\"}\n\ndata: {\"sto");
        Assert.Equal(FaultKind.MalformedReply, folded.Fault!.Kind);
    }

    [Fact]
    public void EveryCut_an_event_that_cannot_be_read_is_a_fault() =>
        Assert.Equal(FaultKind.MalformedReply, StreamFold.EveryCut(new PlainCodec(), "data: <html>\n\ndata: {\"text\":\"x\"}\n\n").Fault!.Kind);

    [Fact]
    public void StreamSurvives_a_sound_codec_passes() =>
        Assert.EndsWith("data: {\"stop\":\"end\"}\n\n", CodecProof.StreamSurvives(new PlainCodec(), Stream, StreamFraming.ServerSentEvents, new PlainCodec(), StreamFraming.ServerSentEvents));

    [Fact]
    public void StreamSurvives_a_lost_text_is_found() => Assert.Throws<ProofException>(
        () => CodecProof.StreamSurvives(new PlainCodec(), Stream, StreamFraming.ServerSentEvents, new PlainCodec { LosesText = true }, StreamFraming.ServerSentEvents));

    [Fact]
    public void ReplySurvives_a_lost_text_is_found()
    {
        CodecProof.ReplySurvives(new PlainCodec(), CodecProof.Reply(Unary), new PlainCodec());
        Assert.Throws<ProofException>(() => CodecProof.ReplySurvives(new PlainCodec(), CodecProof.Reply(Unary), new PlainCodec { LosesText = true }));
    }

    [Fact]
    public void RequestIdentity_a_missing_member_is_found_by_its_path()
    {
        CodecProof.RequestIdentity(new PlainCodec(), Request("{\"text\":\"\\u0061\"}"));
        var broken = Assert.Throws<ProofException>(() => CodecProof.RequestIdentity(new PlainCodec(), Request("{\"prompt\":\"a\"}")));
        Assert.Contains("$.prompt", broken.Message);
    }

    [Fact]
    public void RequestIdentity_a_recorded_loss_is_found() =>
        Assert.Throws<ProofException>(() => CodecProof.RequestIdentity(new PlainCodec { LosesText = true }, Request(Unary)));

    private static WireRequest Request(string body) => new("/", "", WireHeaders.None, Encoding.UTF8.GetBytes(body));
}
