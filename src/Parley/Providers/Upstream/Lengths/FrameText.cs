using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>
/// About how much text frames hold that nobody reads: the shortest of them has next to none, so that what others have more is theirs. A frame holds a token at least.
/// </summary>
internal struct FrameText()
{
    private const int BytesPerToken = 4;

    /// <summary>What is longer has text in it, though no frame is shorter.</summary>
    private const int LongestEnvelope = 512;

    private int _shortest = LongestEnvelope;
    private long _told;

    /// <summary>How many bytes have come.</summary>
    public long Bytes { get; private set; }

    /// <summary>A frame has come.</summary>
    public void Add(int length)
    {
        _shortest = Math.Min(_shortest, length);
        Bytes += BytesPerToken + length - _shortest;
    }

    /// <summary>Tells whoever wants to know it what has come since; why the answer has to end, or null.</summary>
    public Fault? Tell(IAnswerWatch watch)
    {
        var came = Bytes - _told;
        _told = Bytes;
        return came == 0 ? null : watch.Came(came);
    }
}
