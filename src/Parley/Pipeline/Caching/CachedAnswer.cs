using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Pipeline.Caching;

/// <summary>An answer that is kept, in no dialect and without the bytes that it came in. Immutable.</summary>
internal sealed record CachedAnswer
{
    private const int Overhead = 512;

    private static readonly IChatCodec Plain = KnownDialects.Find(DialectNames.Parley)!.Chat;

    /// <summary>The answer in the plain dialect.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>The backend that gave it.</summary>
    public required string Backend { get; init; }

    /// <summary>The model that gave it.</summary>
    public required string Model { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Until when it may be given again.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>What it cost; null when unknown.</summary>
    public Money? Cost { get; init; }

    /// <summary>What the translation of the request changed.</summary>
    public IReadOnlyList<ConversionEntry> Losses { get; init; } = [];

    /// <summary>About how many bytes it takes.</summary>
    public long Size => Json.Length + Overhead + Losses.Count * Overhead;

    /// <summary>The answer as it is kept. Neither its id is part of it, since each time that it is given it has a new one, nor spellings, which repeat what the first request said of itself.</summary>
    public static ReadOnlyMemory<byte> Write(ChatReply reply)
    {
        using var body = new PooledBufferWriter(1024);
        Plain.WriteReply(reply with { Id = null, Extras = CanonicalRequest.Of(reply.Extras) }, StreamOptions.None, new ConversionLog(), new WireReplyWriter(body));
        return body.WrittenSpan.ToArray();
    }

    /// <summary>The answer.</summary>
    public ChatReply Read() => Plain.ReadReply(new WireReply(200, WireHeaders.None, Json), WireProfile.Default);
}
