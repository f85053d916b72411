using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>A caller's request as attempts see it: the bytes for the fast lane, what was read of them for the slow one, read at most once however many attempts there are.</summary>
public sealed class InboundRequest
{
    private ModelRequest? _question;

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

    /// <summary>Whether tools that only a provider can run are left out where the target has none, and not refused.</summary>
    public bool DropsHostedTools { get; init; }

    /// <summary>The same request under the policies of a model name.</summary>
    public InboundRequest Under(ConversionPolicy conversion, HostedToolPolicy hostedTools)
    {
        var rejectLoss = RejectLoss || conversion == ConversionPolicy.Reject;
        var dropsHostedTools = DropsHostedTools || hostedTools == HostedToolPolicy.Drop;
        return rejectLoss == RejectLoss && dropsHostedTools == DropsHostedTools ? this : Copy(rejectLoss, dropsHostedTools, _question);
    }

    /// <summary>A part of the request in its place, to be written anew.</summary>
    internal InboundRequest Asking(ModelRequest question) => Copy(RejectLoss, DropsHostedTools, question);

    private InboundRequest Copy(bool rejectLoss, bool dropsHostedTools, ModelRequest? question) => new()
    {
        Operation = Operation,
        Head = Head,
        Wire = Wire,
        Use = Use,
        Asked = Asked,
        SlowLane = SlowLane,
        RejectLoss = rejectLoss,
        DropsHostedTools = dropsHostedTools,
        _question = question,
    };

    /// <summary>The request, read whole.</summary>
    /// <exception cref="WireFormatException">A member is missing or has the wrong type.</exception>
    public ModelRequest Question => _question ??= Operation.Codec.ReadRequest(Wire);
}
