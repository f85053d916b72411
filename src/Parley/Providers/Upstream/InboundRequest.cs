using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Conversations;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Media;

namespace Parley.Providers.Upstream;

/// <summary>A caller's request as attempts see it: the bytes for the fast lane, what was read of them for the slow one, read at most once however many attempts there are.</summary>
public sealed partial class InboundRequest
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

    /// <summary>Whether the host asks on a thread of its own, which code may hold up.</summary>
    internal bool IsOwn { get; init; }

    /// <summary>Whether a lossy translation is refused.</summary>
    public bool RejectLoss { get; init; }

    /// <summary>Whether tools that only a provider can run are left out where the target has none, and not refused.</summary>
    public bool DropsHostedTools { get; init; }

    /// <summary>Whether the caller checks himself if JSON that was demanded was answered.</summary>
    internal bool ChecksForm { get; init; }

    /// <summary>Further models that the request names and nobody knows; every attempt reports them as lost.</summary>
    internal ImmutableArray<string> UnknownModels { get; init; } = [];

    /// <summary>The media that the request names by address; null when none may be fetched.</summary>
    internal RemoteMedia? Media { get; init; }

    /// <summary>How long answers may be; null where nobody but the caller says it.</summary>
    internal AnswerTerms? Terms { get; init; }

    /// <summary>The most tokens of an answer, by the caller or by its key; null where neither says it.</summary>
    internal int? MaxTokens => Terms is null ? Head.MaxTokens : Terms.MostOf(Head.MaxTokens);

    /// <summary>What models signed in earlier turns of the caller's conversations.</summary>
    internal Continuations Continuations { get; init; }

    /// <summary>What routing has made of its content, kept here by whoever made it.</summary>
    internal object? Traits { get; set; }

    /// <summary>The request as the caller put it, for its maker; null where it is not told otherwise.</summary>
    private InboundRequest? Untold { get; set; }

    /// <summary>The one backend, with one key, that knows what the request refers to; null when it refers to nothing, or to nothing that is known.</summary>
    internal Maker? Maker { get; init; }

    /// <summary>The items that only their makers can read, with those.</summary>
    private ImmutableArray<(Seal Seal, Maker Maker)> Seals { get; set; } = [];

    /// <summary>The places of items that were left out, since only another can read them; every attempt reports them as lost.</summary>
    internal ImmutableArray<int> Unreadable { get; private set; } = [];

    /// <summary>
    /// The request in the form for a backend, with the key that was chosen for it: with all that it refers to told, or, to the one that knows that itself, as the caller put it; and without what only another can read.
    /// </summary>
    public InboundRequest For(Backend backend)
    {
        if ((Untold is null && Seals.IsEmpty) || !ReferenceEquals(backend.Answering(Operation), Operation))
            return this;
        return (Untold is { } untold && Maker?.Is(backend) == true ? untold : this).ReadableTo(backend);
    }

    private InboundRequest ReadableTo(Backend backend)
    {
        ImmutableArray<int> foreign = [.. Seals.Where(each => !each.Seal.IsVital && !each.Maker.Is(backend)).Select(static each => each.Seal.Place)];
        if (foreign.IsEmpty)
            return this;
        var codec = (IStatefulCodec)Operation.Codec;
        using var body = new PooledBufferWriter(Wire.Body.Length);
        codec.WriteUnsealed(Wire, foreign, body);
        var readable = Told(Wire with { Body = body.WrittenMemory.ToArray() }, Head, Maker);
        readable.Untold = null;
        readable.Unreadable = foreign;
        return readable;
    }

    /// <summary>The same request, with who made what only its maker can read.</summary>
    /// <param name="makerOf">Says who made it; null where that is not known.</param>
    internal InboundRequest Bound(Func<string, Maker?> makerOf)
    {
        var untold = Untold?.Bound(makerOf);
        ImmutableArray<(Seal, Maker)> seals = [.. from seal in ((IStatefulCodec)Operation.Codec).ReadSeals(Wire) let maker = makerOf(seal.Name) where maker is not null select (seal, maker)];
        if (seals.IsEmpty && ReferenceEquals(untold, Untold))
            return this;
        var bound = Copy(RejectLoss, DropsHostedTools, _question, UnknownModels, Maker ?? seals[^1].Item2);
        bound.Untold = untold;
        bound.Seals = seals;
        return bound;
    }

    /// <summary>The same request with all told that it refers to.</summary>
    /// <param name="wire">The request, told.</param>
    /// <param name="head">What routing knows of it.</param>
    /// <param name="maker">Who can do without; null when there is nobody.</param>
    internal InboundRequest Told(WireRequest wire, RequestHead head, Maker? maker) => new()
    {
        Operation = Operation,
        Head = head,
        Wire = wire,
        Asked = Asked,
        SlowLane = true,
        IsOwn = IsOwn,
        RejectLoss = RejectLoss,
        DropsHostedTools = DropsHostedTools,
        ChecksForm = ChecksForm,
        Continuations = Continuations,
        Media = Media,
        Terms = Terms,
        UnknownModels = UnknownModels,
        Changes = Changes,
        Untold = maker is null ? null : this,
        Maker = maker,
    };

    /// <summary>The same request, which only its maker can answer.</summary>
    internal InboundRequest MadeBy(Maker maker) => Copy(RejectLoss, DropsHostedTools, _question, UnknownModels, maker);

    /// <summary>The same request under the policies of a model name.</summary>
    public InboundRequest Under(ConversionPolicy conversion, HostedToolPolicy hostedTools)
    {
        var rejectLoss = RejectLoss || conversion == ConversionPolicy.Reject;
        var dropsHostedTools = DropsHostedTools || hostedTools == HostedToolPolicy.Drop;
        return rejectLoss == RejectLoss && dropsHostedTools == DropsHostedTools ? this : Copy(rejectLoss, dropsHostedTools, _question, UnknownModels);
    }

    /// <summary>The same request, of whose further models some lead nowhere.</summary>
    internal InboundRequest Lacking(ImmutableArray<string> models) => models.IsEmpty ? this : Copy(RejectLoss, DropsHostedTools, _question, models);

    /// <summary>A part of the request in its place, to be written anew.</summary>
    internal InboundRequest Asking(ModelRequest question) => Copy(RejectLoss, DropsHostedTools, question, UnknownModels);

    /// <summary>The same request, whose answer is looked at.</summary>
    internal InboundRequest Watched() => SlowLane ? this : Copy(RejectLoss, DropsHostedTools, _question, UnknownModels, slowLane: true);

    private InboundRequest Copy(bool rejectLoss, bool dropsHostedTools, ModelRequest? question, ImmutableArray<string> unknownModels, Maker? maker = null, bool slowLane = false) => new()
    {
        Operation = Operation,
        Head = Head,
        Wire = Wire,
        Use = Use,
        Asked = Asked,
        SlowLane = SlowLane || slowLane,
        IsOwn = IsOwn,
        RejectLoss = rejectLoss,
        Continuations = Continuations,
        Media = Media,
        Terms = Terms,
        DropsHostedTools = dropsHostedTools,
        ChecksForm = ChecksForm,
        UnknownModels = unknownModels,
        Changes = Changes,
        Maker = maker ?? Maker,
        Untold = Untold,
        Seals = Seals,
        Unreadable = Unreadable,
        _question = question,
    };

    /// <summary>The request, read whole.</summary>
    /// <exception cref="WireFormatException">A member is missing or has the wrong type.</exception>
    public ModelRequest Question
    {
        get => _question ??= Operation.Codec.ReadRequest(Wire);
        init => _question = value;
    }
}
