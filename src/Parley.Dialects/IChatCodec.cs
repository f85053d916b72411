using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects;

/// <summary>Chat in one dialect: whole answers and streams.</summary>
public interface IChatCodec : IOperationCodec<ChatRequest, ChatReply>
{
    OperationKind IOperationCodec.Kind => OperationKind.Chat;

    /// <summary>How streams are cut; a reply's headers decide where a dialect knows two ways.</summary>
    StreamFraming FramingOf(in WireReply head);

    /// <summary>Whether an upstream takes this medium by its address; where it does not, only the bytes reach it.</summary>
    bool TakesAddress(MediaPart media, WireProfile profile) => profile.MediaUrls;

    /// <summary>How many answers an upstream gives to one request.</summary>
    int MostChoices(WireProfile profile) => 1;

    /// <summary>How many stop sequences an upstream takes for a model; further ones are found in the answer.</summary>
    int MostStops(WireProfile profile, string model) => profile.MostStops;

    /// <summary>The search of the web that a tool, or a member that is one in all but name, of this dialect asks its provider for; null for all else.</summary>
    WebSearch? SearchOf(ToolSpec tool) => null;

    /// <summary>Whether an upstream can be asked to search the web, beside what else the request offers.</summary>
    bool CanSearch(ChatRequest request, WireProfile profile) => false;

    /// <summary>The answer to a request that asks a server and no model; null for every other. An upstream of the same dialect is asked all the same.</summary>
    ChatReply? AnswerWithoutModel(ChatRequest request) => null;

    /// <summary>Opens the reader of one streamed reply.</summary>
    IChatDecoder OpenDecoder(WireProfile profile);

    /// <summary>Opens the writer of one streamed reply.</summary>
    IChatEncoder OpenEncoder(StreamOptions asked, ConversionLog log);

    /// <summary>Opens the fast lane's observer of one streamed reply that is copied through.</summary>
    IStreamTap OpenTap(StreamOptions asked, WireProfile profile);
}

/// <summary>Reads the frames of one streamed reply.</summary>
public interface IChatDecoder
{
    /// <summary>Takes note of an event that was told without the decoder, because its frame differs from the one before in its text alone.</summary>
    void Remember(in ChatEvent piece)
    {
    }

    /// <summary>True once the stream has said that nothing follows: how its bytes end says no more. False where only their end says it.</summary>
    bool IsDone => false;

    /// <summary>
    /// Members by which every event of a stream differs though they say nothing of the answer, numbers and padding: their names with quotes and colon (<c>"sequence_number":</c>). The decoder passes over them wherever they stand.
    /// </summary>
    IReadOnlyList<byte[]> IdleMembers => [];

    /// <summary>Appends the events of one frame. Their texts are slices of the frame.</summary>
    /// <exception cref="WireFormatException">The frame cannot be read.</exception>
    void Decode(in WireFrame frame, List<ChatEvent> events);

    /// <summary>
    /// Called once at the end of the bytes. Appends <see cref="ChatEventKind.End"/>, preceded by what was still owed, when the stream was complete;
    /// otherwise a <see cref="ChatEventKind.Fault"/>: an early end is never a clean finish.
    /// </summary>
    void Complete(List<ChatEvent> events);
}

/// <summary>Writes one streamed reply. Every method writes whole events only.</summary>
public interface IChatEncoder
{
    /// <summary>The media type of the stream.</summary>
    string ContentType { get; }

    /// <summary>Writes what the caller is to see of an event; may hold back what can only be written later.</summary>
    void Encode(in ChatEvent chatEvent, IBufferWriter<byte> output);

    /// <summary>Writes the terminal frame (<c>[DONE]</c>, <c>message_stop</c>, the last flush). Separate, because the books are closed before it is released.</summary>
    void WriteEnd(IBufferWriter<byte> output);

    /// <summary>Writes the dialect's in-stream error, after which the stream ends. It may be the first thing that is ever written.</summary>
    void WriteFault(Fault fault, IBufferWriter<byte> output);

    /// <summary>Writes a sign of life that the dialect's own SDK ignores.</summary>
    void WriteKeepAlive(IBufferWriter<byte> output);

    /// <summary>
    /// Told of the first frames of an upstream that are copied into the stream: what is written here from then on stands behind them. Gives back what of them is still to be copied,
    /// less what a sign of life has opened already.
    /// </summary>
    ReadOnlyMemory<byte> Follow(ReadOnlyMemory<byte> frames) => frames;

    /// <summary>Told of every burst of whole frames that is copied into the stream, the first included, for dialects that number their events.</summary>
    void Passed(ReadOnlySpan<byte> frames)
    {
    }
}

/// <summary>Looks at the frames of a stream that is copied, not translated.</summary>
public interface IStreamTap
{
    /// <summary>What to do with the frame.</summary>
    TapVerdict Observe(in WireFrame frame);

    /// <summary>True once the frames seen make a complete answer, so that the end of the bytes is a clean end.</summary>
    bool IsComplete { get; }

    /// <summary>The terminal frame, when the upstream's stream is complete without having sent it; empty otherwise.</summary>
    ReadOnlyMemory<byte> MissingEnd { get; }

    /// <summary>The last usage seen.</summary>
    Usage Usage { get; }

    /// <summary>The fault that a frame carried; null without one.</summary>
    Fault? Fault { get; }

    /// <summary>What of a frame that is copied stands there only because the gateway asked for it, and not the caller; empty where nothing does.</summary>
    Range UnaskedIn(ReadOnlySpan<byte> frame) => default;
}

/// <summary>What the fast lane does with a frame.</summary>
public enum TapVerdict
{
    /// <summary>Hold it until something semantic comes: it carries nothing that a caller can see.</summary>
    Prelude,

    /// <summary>Copy it; the attempt is committed from here on.</summary>
    Semantic,

    /// <summary>Drop it: a usage chunk that the caller did not ask for.</summary>
    Drop,

    /// <summary>It is the terminal frame (<c>[DONE]</c>): hold it until the books are closed.</summary>
    End,

    /// <summary>It carries an error, see <see cref="IStreamTap.Fault"/>.</summary>
    Fault,
}
