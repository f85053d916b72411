using BenchmarkDotNet.Attributes;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;

namespace Parley.Benchmarks.Codecs;

/// <summary>What the slow lane does with a stream of fifty pieces of text, opening and end included: decoding its frames, and encoding events that came in another dialect.</summary>
public class StreamBenchmarks : DialectBenchmarks
{
    private const int Pieces = 50;

    private readonly PooledBufferWriter _output = new();
    private readonly List<ChatEvent> _events = new(2 * Pieces);
    private WireFrame[] _frames = [];
    private ChatEvent[] _foreign = [];
    private StreamOptions _asked = StreamOptions.None;

    [Benchmark]
    public int Decode() => Decode(Codec.OpenDecoder(WireProfile.Default));

    /// <summary>As the engine decodes: frames that differ in their text alone are not read again.</summary>
    [Benchmark]
    public int DecodeRepeating() => Decode(new RepeatingDecoder(Codec.OpenDecoder(WireProfile.Default)));

    [Benchmark]
    public int Encode()
    {
        _output.Reset();
        Translated.Encode(Codec.OpenEncoder(_asked, new ConversionLog()), _foreign, _output);
        return _output.WrittenCount;
    }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _frames = Translated.Frames(Dialect, Pieces);
        _foreign = Translated.ForeignEvents(Dialect, Pieces);
        _asked = Translated.AskedOf(Codec);
    }

    private int Decode(IChatDecoder decoder)
    {
        _events.Clear();
        Translated.Decode(decoder, _frames, _events);
        return _events.Count;
    }
}
