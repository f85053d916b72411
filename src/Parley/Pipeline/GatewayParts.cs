using Parley.Configuration.Credentials;
using Parley.Conversations;
using Parley.Ledger;
using Parley.Ledger.Keys;
using Parley.Routing;

namespace Parley.Pipeline;

/// <summary>What a host brings of its own to a gateway.</summary>
public sealed record GatewayParts
{
    /// <summary>Steps, run inside of Parley's, right before dispatch.</summary>
    public IReadOnlyList<IMiddleware> Steps { get; init; } = [];

    /// <summary>Who is told when exchanges begin and end.</summary>
    public IReadOnlyList<IExchangeObserver> Observers { get; init; } = [];

    /// <summary>What is changed of the list of steps, these included; nothing when null.</summary>
    public MiddlewareList? Changes { get; init; }

    /// <summary>Told of limits (<c>limits</c>) that are nearly or wholly used up, from the request that noticed it; null for nobody. What it throws is that request's.</summary>
    public Action<LimitNotice>? OnLimit { get; init; }

    /// <summary>Where replies are kept that callers may refer to; in memory, within the limits of <c>server</c>, when null.</summary>
    public IReplyStore? Replies { get; init; }

    /// <summary>A strategy, for names and keys whose <c>strategy</c> is <c>custom</c>; null for none.</summary>
    public IRoutingStrategy? Strategy { get; init; }

    /// <summary>Keys of a store, besides those of the configuration; null for none. The host disposes it, and has read it once.</summary>
    public KeyRing? Keys { get; init; }

    /// <summary>Commands and files that the configuration gets secrets from: asked anew where a provider refuses one. The host reads its configuration again when they say so. Null for none.</summary>
    public SecretReferences? References { get; init; }

    /// <summary>Where the cache keeps answers beyond the process, where the configuration wants it; the ledger's store, if it can, when null.</summary>
    public IAnswerStore? Answers { get; init; }

    /// <summary>Keeps the ledger; null for none. The host disposes it.</summary>
    public Bookkeeper? Books { get; init; }
}
