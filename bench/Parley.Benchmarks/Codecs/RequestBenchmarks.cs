using BenchmarkDotNet.Attributes;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Benchmarks.Codecs;

/// <summary>What the slow lane does with a request: reading it, and writing one that came in another dialect.</summary>
public class RequestBenchmarks : DialectBenchmarks
{
    private readonly PooledBufferWriter _output = new();
    private WireRequest _request;
    private ChatRequest _foreign = null!;

    [Params("small", "agent")]
    public string Body { get; set; } = "";

    [Benchmark]
    public ChatRequest ReadRequest() => Codec.ReadRequest(_request);

    [Benchmark]
    public int WriteRequest()
    {
        _output.Reset();
        Codec.WriteRequest(_foreign, WireProfile.Default, new ConversionLog(), new WireRequestWriter(_output));
        return _output.WrittenCount;
    }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _request = Translated.Request(Dialect, Body);
        _foreign = Translated.ForeignRequest(Dialect, Body);
    }
}
