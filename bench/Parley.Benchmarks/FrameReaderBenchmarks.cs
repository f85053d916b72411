using System.Text;
using BenchmarkDotNet.Attributes;
using Parley.Dialects.Wire;

namespace Parley.Benchmarks;

/// <summary>Cutting a stream of a hundred events, five to a read, as providers send them.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class FrameReaderBenchmarks
{
    private const int Events = 100;
    private const int EventsPerRead = 5;

    private byte[] _read = [];

    [Params(StreamFraming.ServerSentEvents, StreamFraming.NewlineDelimitedJson)]
    public StreamFraming Framing { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        const string chunk = """{"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion.chunk","created":1741569952,"model":"gpt-4o-mini-2024-07-18","system_fingerprint":"fp_06737a9306","choices":[{"index":0,"delta":{"content":" proxy"},"logprobs":null,"finish_reason":null}]}""";
        var text = Framing == StreamFraming.ServerSentEvents ? $"data: {chunk}\n\n" : chunk + "\n";
        _read = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, EventsPerRead)));
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public int Read()
    {
        var count = 0;
        using var reader = FrameReaders.Create(Framing);
        for (var i = 0; i < Events / EventsPerRead; i++)
        {
            _read.CopyTo(reader.GetMemory());
            reader.Advance(_read.Length);
            while (reader.TryRead(out _))
                count++;
        }
        return count;
    }
}
