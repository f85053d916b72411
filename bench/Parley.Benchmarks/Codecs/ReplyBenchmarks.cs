using BenchmarkDotNet.Attributes;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Benchmarks.Codecs;

/// <summary>What the slow lane does with a whole reply: reading it, and writing one that came in another dialect.</summary>
public class ReplyBenchmarks : DialectBenchmarks
{
    private readonly PooledBufferWriter _output = new();
    private WireReply _reply;
    private ChatReply _foreign = null!;
    private StreamOptions _asked = StreamOptions.None;

    [Benchmark]
    public ChatReply ReadReply() => Codec.ReadReply(_reply, WireProfile.Default);

    [Benchmark]
    public int WriteReply()
    {
        _output.Reset();
        Codec.WriteReply(_foreign, _asked, new ConversionLog(), new WireReplyWriter(_output));
        return _output.WrittenCount;
    }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _reply = Translated.Reply(Dialect);
        _foreign = Translated.ForeignReply(Dialect);
        _asked = Translated.AskedOf(Codec);
    }
}
