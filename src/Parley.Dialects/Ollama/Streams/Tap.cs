using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Observes the lines of a stream that is copied. Only the first lines, the last one and those that look odd are parsed.</summary>
internal sealed class Tap(OllamaRoute route) : IStreamTap
{
    private bool _hasSpoken;

    public bool IsComplete { get; private set; }

    public ReadOnlyMemory<byte> MissingEnd => default;

    public Usage Usage { get; private set; } = Usage.Unknown;

    public Fault? Fault { get; private set; }

    public TapVerdict Observe(in WireFrame frame)
    {
        var data = frame.Data.Span;
        // Within a text the quotes would be escaped, so that these bytes are members of the line itself. Another spelling is read whole.
        if (_hasSpoken && data.IndexOf("\"done\":false"u8) >= 0 && data.IndexOf("\"error\""u8) < 0)
            return TapVerdict.Semantic;
        if (data.Trim(" \t\r\n"u8).IsEmpty)
            return TapVerdict.Prelude;
        return Read(LineReader.Read(frame.Data, route));
    }

    private TapVerdict Read(in Line line)
    {
        if (!line.Error.IsAbsent)
        {
            Fault = Faults.ReadInStream(line);
            return TapVerdict.Fault;
        }
        if (line.Done)
        {
            IsComplete = true;
            Usage = Detached(line.ReadUsage());
            return TapVerdict.End;
        }
        _hasSpoken |= !line.Content.IsEmpty || !line.Thinking.IsEmpty || !line.ToolCalls.IsAbsent || !line.Images.IsAbsent;
        return _hasSpoken ? TapVerdict.Semantic : TapVerdict.Prelude;
    }

    private static Usage Detached(Usage usage) => usage with { Extras = usage.Extras?.Detach() };
}
