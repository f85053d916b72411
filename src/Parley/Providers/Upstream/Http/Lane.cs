using Parley.Configuration;
using Parley.Dialects;

namespace Parley.Providers.Upstream;

/// <summary>How a request reaches its backend and the reply its caller.</summary>
/// <param name="Operation">The operation that the backend is asked for.</param>
/// <param name="Wire">The caller's wire, when bytes may be copied; null when both sides are translated.</param>
internal readonly record struct Lane(Operation Operation, IWireSink? Wire)
{
    public IChatCodec Codec => Operation.Codec;

    /// <summary>The fast lane when caller and backend speak the same operation and nothing needs to change but the model's name.</summary>
    public static Lane Choose(Attempt attempt)
    {
        var backend = attempt.Target.Backend;
        var request = attempt.Request;
        var operation = KnownDialects.OperationFor(DialectFor(backend, request.Operation.Codec.Dialect), request.Operation);
        if (!ReferenceEquals(operation, request.Operation) || request.SlowLane || request.Head.NeedsTranslation || !MayCopy(backend)
            || !operation.Codec.Fits(request.Wire, request.Head, backend.Profile, attempt.Target.Model))
            return new Lane(operation, null);
        return attempt.Sink.TryGetWire(operation, out var wire) ? new Lane(operation, wire) : new Lane(operation, null);
    }

    /// <summary>The caller's own dialect where the backend speaks it too, else the backend's.</summary>
    private static string DialectFor(Backend backend, string asked) => backend.AlsoSpeaks.Contains(asked) ? asked : backend.Dialect;

    /// <summary>A backend that fills in defaults or rejects unknown members must see an edited request.</summary>
    private static bool MayCopy(Backend backend) => backend.Defaults.IsEmpty && !backend.Profile.RejectsUnknownMembers;
}
