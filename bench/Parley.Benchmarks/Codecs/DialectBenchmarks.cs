using BenchmarkDotNet.Attributes;
using Parley.Dialects;

namespace Parley.Benchmarks.Codecs;

/// <summary>The same work for the first operation of every dialect.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public abstract class DialectBenchmarks
{
    [ParamsSource(nameof(Dialects))]
    public string Dialect { get; set; } = "";

    public static IEnumerable<string> Dialects => KnownDialects.All.Select(static dialect => dialect.Name);

    /// <summary>The codec to measure; set up before each measurement.</summary>
    protected IChatCodec Codec { get; private set; } = null!;

    [GlobalSetup]
    public void Setup()
    {
        Codec = Translated.CodecOf(Dialect);
        Prepare();
    }

    /// <summary>Builds what the measured methods read.</summary>
    protected abstract void Prepare();
}
