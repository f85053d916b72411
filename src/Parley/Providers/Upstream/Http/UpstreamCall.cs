using Parley.Dialects;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>One call whose response head has come.</summary>
internal readonly struct UpstreamCall(Attempt attempt, Lane lane, UpstreamResponse response)
{
    public Attempt Attempt { get; } = attempt;

    public Lane Lane { get; } = lane;

    public UpstreamResponse Response { get; } = response;

    public IOperationCodec Codec => Lane.Codec;

    /// <summary>The codec of a stream: only chat streams.</summary>
    public IChatCodec ChatCodec => (IChatCodec)Lane.Codec;

    /// <summary>Whether the caller speaks another dialect than the backend.</summary>
    public bool IsTranslated => Lane.Codec.Dialect != Attempt.Request.Operation.Codec.Dialect;

    public WireProfile Profile => Attempt.Target.Backend.Profile;

    public CancellationToken CancellationToken => Attempt.Deadlines.Token;

    /// <summary>The reply without its body.</summary>
    public WireReply Head => new(Response.Status, Response, default);

    /// <summary>The reply with its body.</summary>
    public WireReply With(PooledBufferWriter body) => new(Response.Status, Response, body.WrittenMemory);

    /// <summary>Whether the reply comes as a stream: it was asked for, and the media type does not deny it. The type is read, not compared: servers write it in many ways.</summary>
    public bool IsStream
    {
        get
        {
            if (!Attempt.Request.Head.Stream)
                return false;
            var type = ContentType;
            return ChatCodec.FramingOf(Head) == StreamFraming.JsonArray || !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);
        }
    }

    public string ContentType => Response.ContentType;

    /// <summary>Claims the caller's reply and announces it; false when another attempt has it.</summary>
    public bool TryBegin()
    {
        if (!Attempt.Sink.TryCommit(Attempt))
            return false;
        Attempt.CommittedAfter = Attempt.Deadlines.Elapsed;
        Attempt.Headers = Response.Carried(Attempt.Deadlines.Now);
        Attempt.Sink.Begin(new ReplyHead(Attempt.Target, Attempt.Headers, Attempt.Log));
        return true;
    }
}
