using BenchmarkDotNet.Attributes;
using Parley.Dialects;
using Parley.Dialects.Wire;

namespace Parley.Benchmarks.Codecs;

/// <summary>What the fast lane does with a request: a glance, and another model in it.</summary>
public class RoutingBenchmarks : DialectBenchmarks
{
    private readonly PooledBufferWriter _output = new();
    private WireRequest _request;
    private RequestHead _head = null!;

    [Params("small", "agent")]
    public string Body { get; set; } = "";

    [Benchmark]
    public RequestHead Peek() => Codec.Peek(_request);

    [Benchmark]
    public int Retarget()
    {
        _output.Reset();
        Codec.Retarget(_request, _head, new Retarget("gpt-4o-mini-2024-07-18", AskUsage: true), new WireRequestWriter(_output));
        return _output.WrittenCount;
    }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _request = Translated.Request(Dialect, Body);
        _head = Codec.Peek(_request);
    }
}
