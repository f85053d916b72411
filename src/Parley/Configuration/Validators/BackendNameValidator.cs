using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>Ids of backends are unique and can be written before a slash.</summary>
internal sealed class BackendNameValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        var seen = new Dictionary<string, BackendOptions>(StringComparer.OrdinalIgnoreCase);
        foreach (var backend in options.Backends.Where(backend => backend.Id.Length > 0))
        {
            var place = Place.Of(backend.Node, "id");
            if (backend.Id.AsSpan().IndexOfAny('/', ' ', '\t') >= 0 || backend.Id.Any(char.IsControl))
                problems.Add(new Problem(ProblemCode.BadName, $"id `{backend.Id}` cannot be used", place) { Hint = $"write `{backend.Id.Trim().Replace('/', '-').Replace(' ', '-')}`" });
            if (!seen.TryAdd(backend.Id, backend))
            {
                problems.Add(new Problem(ProblemCode.SameName, $"there are two backends `{backend.Id}`", place)
                {
                    Hint = "give it another id",
                    Notes = Place.Of(seen[backend.Id].Node, "id") is { } first ? [$"the first stands at {first}"] : [],
                });
            }
        }
    }
}
