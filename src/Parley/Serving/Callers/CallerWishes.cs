using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Ledger;
using Parley.Pipeline;
using Parley.Routing;
using Parley.Serving.Replies;

namespace Parley.Serving.Callers;

/// <summary>What a caller asks of the gateway itself, by headers of Parley's own and members of the request's <c>metadata</c>.</summary>
/// <param name="SlowLane">Whether the request is to be translated even where it could be copied.</param>
/// <param name="RejectLoss">Whether a lossy translation is refused.</param>
/// <param name="Explains">Whether the reply's headers are to say why it comes from where it comes.</param>
/// <param name="Routing">What is asked of routing.</param>
/// <param name="Cache">What is asked of the cache of answers.</param>
internal readonly record struct CallerWishes(bool SlowLane, bool RejectLoss, bool Explains, RoutingWishes Routing, CacheWish Cache)
{
    private const string CacheControl = "cache-control";

    /// <summary>By what the request is known in limits and costs.</summary>
    public RequestLabels Labels { get; private init; } = RequestLabels.None;

    /// <summary>The header that forces the slow lane.</summary>
    public const string Lane = "x-parley-lane";

    /// <summary>The header that sets the conversion policy of one request.</summary>
    public const string Conversion = "x-parley-conversion";

    /// <summary>Reads headers and metadata; a fault for a value that does not exist, which would otherwise be ignored without a word. Headers stand before metadata.</summary>
    public static CallerWishes Of(ServedCall? call, RequestHead head, GatewaySnapshot snapshot, out Fault? fault)
    {
        fault = null;
        var wishes = new CallerWishes(SlowLane: false, RejectLoss: false, Explains: false, RoutingWishes.None, CacheWish.None);
        if (!head.Metadata.IsAbsent)
            wishes = wishes with { Routing = MetadataWishes.Of(head.Metadata, snapshot, out var labels, out fault), Labels = labels, Cache = CacheWords.OfMetadata(head.Metadata, ref fault) };
        if (call is null || fault is not null)
            return wishes;
        // One walk over what there is costs less than a question for each name, nearly all of which are not there.
        var reader = new WishReader(wishes, snapshot);
        call.Show(ref reader);
        fault = reader.Fault;
        return reader.Wishes;
    }

    /// <summary>The wishes with what a header says; the same where it says nothing of them.</summary>
    internal CallerWishes Told(string name, string value, GatewaySnapshot snapshot, ref Fault? fault)
    {
        if (name.Length > 2 && name[0] is 'x' or 'X' && name[1] == '-')
            return With(name, value.Trim(), snapshot, ref fault);
        return name.Length == CacheControl.Length && name.Equals(CacheControl, StringComparison.OrdinalIgnoreCase) ? this with { Cache = CacheWords.OfHeader(Cache, name, value, ref fault) } : this;
    }

    private CallerWishes With(string name, string value, GatewaySnapshot snapshot, ref Fault? fault)
    {
        if (WishWords.OfHeader(name) is { } word)
            return this with { Routing = word.Read(Routing, new WishValue(name, value, snapshot), ref fault) };
        if (LabelWords.OfHeader(name) is { } label)
            return this with { Labels = label.Read(Labels, name, value, ref fault) };
        if (Says(name, Lane))
            return this with { SlowLane = snapshot.Server.AllowSlowLane && Says(value, "slow") };
        if (Says(name, RoutingHeaders.Explain))
            return this with { Explains = value == "1" || Says(value, "true") };
        if (!Says(name, Conversion))
            return this with { Cache = CacheWords.OfHeader(Cache, name, value, ref fault) };
        if (!Says(value, "reject") && !Says(value, "allow"))
            fault = new Fault(FaultKind.InvalidRequest, $"The header {Conversion} is allow or reject.") { Param = Conversion };
        return this with { RejectLoss = Says(value, "reject") };
    }

    private static bool Says(string value, string word) => value.Equals(word, StringComparison.OrdinalIgnoreCase);
}
