using System.Buffers;
using System.Text;
using Parley.Dialects.Wire;

namespace Parley.TestKit;

/// <summary>Amazon event streams for tests, made of lines that people can read: <c>contentBlockDelta {"delta":...}</c>. A name that ends in <c>Exception</c> is an exception.</summary>
public static class EventStreams
{
    /// <summary>The bytes of a stream.</summary>
    /// <param name="lines">One message a line; blank lines are passed over.</param>
    public static byte[] Of(string lines)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new EventStreamWriter();
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, payload) = (Encoding.UTF8.GetBytes(line[..line.IndexOf(' ', StringComparison.Ordinal)]), Encoding.UTF8.GetBytes(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
            if (name.AsSpan().EndsWith("Exception"u8))
                writer.WriteException(name, payload, output);
            else
                writer.WriteEvent(name, payload, output);
        }
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The lines of a stream.</summary>
    public static IReadOnlyList<string> Lines(ReadOnlyMemory<byte> stream) =>
        [.. Frames.Read(stream, StreamFraming.AmazonEventStream).Select(static frame => $"{frame.Event} {frame.Data}")];
}
