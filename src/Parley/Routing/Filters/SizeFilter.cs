using System.Globalization;

namespace Parley.Routing.Filters;

/// <summary>A backend may be too small for a model (<c>max_model_size_gb</c>): by the size that its server tells, else by the parameters that the model's name tells, a gigabyte for each billion.</summary>
internal sealed class SizeFilter : IRoutingFilter
{
    public string Name => "size";

    public bool OnlyChooses => false;

    public string? Refuse(RoutingContext context, Candidate candidate) =>
        candidate.Target.Backend.MaxModelSizeGB is { } most && candidate.SizeGB is { } size && size > most
            ? string.Create(CultureInfo.InvariantCulture, $"its {size:0.#} GB do not fit into {most:0.#}")
            : null;
}
