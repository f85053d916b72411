using System.Text.Json;
using System.Text.Unicode;
using BenchmarkDotNet.Attributes;
using Parley.Dialects.Wire;

namespace Parley.Benchmarks;

/// <summary>What it costs to look into a request without reading it, beside the reader of .NET over the same bytes.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class JsonMembersBenchmarks
{
    private byte[] _body = [];

    [Params("small", "agent")]
    public string Body { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _body = Bodies.Of(Body);

    [Benchmark]
    public int Members()
    {
        var count = 0;
        var members = new JsonMembers(_body);
        while (members.Next(out _, out _))
            count++;
        return count;
    }

    [Benchmark(Baseline = true)]
    public int Reader()
    {
        var count = 0;
        var reader = new Utf8JsonReader(_body, JsonWire.ReaderOptions);
        reader.Read();
        while (JsonRead.NextMember(ref reader))
        {
            JsonRead.Skip(ref reader);
            count++;
        }
        return count;
    }

    [Benchmark]
    public bool Encoding() => Utf8.IsValid(_body);
}
