using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>A caller's request as attempts see it: the bytes for the fast lane, the conversation for the slow one, read at most once however many attempts there are.</summary>
public sealed class InboundRequest
{
    private ChatRequest? _conversation;

    /// <summary>The operation that the caller speaks.</summary>
    public required Operation Operation { get; init; }

    /// <summary>What routing knows of the request.</summary>
    public required RequestHead Head { get; init; }

    /// <summary>The request as it came; its body belongs to the endpoint and outlives every attempt.</summary>
    public required WireRequest Wire { get; init; }

    /// <summary>Who reads the body right now.</summary>
    public BodyUse Use { get; init; } = new();

    /// <summary>What the caller wants of the reply, with the ids and estimates that the engine adds.</summary>
    public required StreamOptions Asked { get; init; }

    /// <summary>True when a step must see or change content, or when the caller forces it: the bytes may then not be copied through.</summary>
    public bool SlowLane { get; init; }

    /// <summary>Whether a lossy translation is refused.</summary>
    public bool RejectLoss { get; init; }

    /// <summary>The same request with losses refused.</summary>
    public InboundRequest Rejecting() => RejectLoss ? this : new()
    {
        Operation = Operation,
        Head = Head,
        Wire = Wire,
        Use = Use,
        Asked = Asked,
        SlowLane = SlowLane,
        RejectLoss = true,
        _conversation = _conversation,
    };

    /// <summary>The request as a conversation.</summary>
    /// <exception cref="WireFormatException">A member is missing or has the wrong type.</exception>
    public ChatRequest Conversation => _conversation ??= Operation.Codec.ReadRequest(Wire);
}
