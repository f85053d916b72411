using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>The bounds of a deadline that follows its target are in order.</summary>
internal sealed class AdaptiveTimeoutValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        foreach (var backend in options.Backends)
        {
            if (backend.AdaptiveTimeout.Compile() is { } timeout && timeout.Max < timeout.Base)
                problems.Add(new Problem(ProblemCode.NotAllowed, $"`max_timeout_ms` of backend `{backend.Id}` is below `base_timeout_ms`", Place.Of(backend.Node, "max_timeout_ms")) { Hint = $"{timeout.Base.TotalMilliseconds} at least" });
        }
    }
}
