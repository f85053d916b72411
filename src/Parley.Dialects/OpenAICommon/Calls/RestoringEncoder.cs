using System.Buffers;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAICommon;

/// <summary>Writes a streamed reply whose calls get the form that the caller expects.</summary>
internal sealed class RestoringEncoder(IChatEncoder encoder, CallRestorer restorer) : IChatEncoder
{
    private readonly List<ChatEvent> _events = [];

    /// <inheritdoc/>
    public string ContentType => encoder.ContentType;

    /// <inheritdoc/>
    public void Encode(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        _events.Clear();
        restorer.Restore(chatEvent, _events);
        foreach (var restored in _events)
            encoder.Encode(restored, output);
    }

    /// <inheritdoc/>
    public void WriteEnd(IBufferWriter<byte> output) => encoder.WriteEnd(output);

    /// <inheritdoc/>
    public void WriteFault(Fault fault, IBufferWriter<byte> output) => encoder.WriteFault(fault, output);

    /// <inheritdoc/>
    public void WriteKeepAlive(IBufferWriter<byte> output) => encoder.WriteKeepAlive(output);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Follow(ReadOnlyMemory<byte> frames) => encoder.Follow(frames);

    /// <inheritdoc/>
    public void Passed(ReadOnlySpan<byte> frames) => encoder.Passed(frames);
}
