using Parley.Configuration;
using Parley.Dialects;

namespace Parley.Providers.Upstream;

/// <summary>How a request reaches its backend and the reply its caller.</summary>
/// <param name="Operation">The operation that the backend is asked for.</param>
/// <param name="Wire">The caller's wire, when bytes may be copied; null when both sides are translated.</param>
internal readonly record struct Lane(Operation Operation, IWireSink? Wire)
{
    public IOperationCodec Codec => Operation.Codec;

    /// <summary>The fast lane when caller and backend speak the same operation and nothing needs to change but the model's name; null when the backend cannot be asked for it at all.</summary>
    public static Lane? Choose(Attempt attempt)
    {
        var backend = attempt.Target.Backend;
        var request = attempt.Request;
        if (OperationOf(attempt) is not { } operation)
            return null;
        if (!ReferenceEquals(operation, request.Operation) || request.SlowLane || request.Head.NeedsTranslation || !MayCopy(attempt.Target, request.Head)
            || !operation.Codec.Fits(request.Wire, request.Head, backend.Profile, attempt.Target.Model))
            return new Lane(operation, null);
        return attempt.Sink.TryGetWire(operation, out var wire) ? new Lane(operation, wire) : new Lane(operation, null);
    }

    /// <summary>The operation that the backend is asked for; null when it cannot be asked for what the caller wants, see <see cref="OperationFaults"/>.</summary>
    public static Operation? OperationOf(Attempt attempt)
    {
        var request = attempt.Request;
        var operation = attempt.Target.Backend.Answering(request.Operation, attempt.Target.Model);
        if (operation is null || ReferenceEquals(operation, request.Operation))
            return operation;
        return request.Head.Demand is null ? HostedSearch.In(operation, attempt) : null;
    }

    /// <summary>
    /// A backend that fills in defaults, has rules over the model's parameters or rejects unknown members must see an edited request, and one that takes fewer texts at once than there are must see several.
    /// The answer of one that may pass over a schema is read.
    /// </summary>
    private static bool MayCopy(Target target, RequestHead head)
    {
        var backend = target.Backend;
        // How fast copied bytes come nobody counts.
        if (head.Stream && backend.SlowStream.MinTokensPerSecond is not null)
            return false;
        return backend.Defaults.IsEmpty && !backend.Profile.RejectsUnknownMembers && head.Inputs <= backend.Profile.MostInputs
            && (backend.Profile.HoldsToSchema || !head.Needs.HasFlag(RequestNeeds.JsonSchema))
            && (backend.Parameters.IsEmpty || !ParameterPolicy.Concerns(backend.Parameters, target.Model));
    }
}
