using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>Ids of backends are unique and can be written before a slash, whether they stand in a file or are code.</summary>
internal sealed class BackendNameValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        var seen = new Dictionary<string, SourceSpan?>(StringComparer.OrdinalIgnoreCase);
        foreach (var backend in options.Backends.Where(backend => backend.Id.Length > 0))
            Check(backend.Id, Place.Of(backend.Node, "id"), seen, problems);
        foreach (var code in options.InProcess)
        {
            if (code.Id is null or "")
                problems.Add(new Problem(ProblemCode.BadName, "a backend in code has no id") { Hint = "give it one" });
            else
                CheckCode(code.Id, options, seen, problems);
        }
    }

    private static void CheckCode(string id, GatewayOptions options, Dictionary<string, SourceSpan?> seen, ProblemList problems)
    {
        if (options.Backends.FirstOrDefault(backend => string.Equals(backend.Id, id, StringComparison.OrdinalIgnoreCase)) is not { } written)
            Check(id, null, seen, problems);
        else
            problems.Add(new Problem(ProblemCode.SameName, $"the backend `{written.Id}` has the id of one in code", Place.Of(written.Node, "id")) { Hint = "give it another id" });
    }

    private static void Check(string id, SourceSpan? place, Dictionary<string, SourceSpan?> seen, ProblemList problems)
    {
        if (id.AsSpan().IndexOfAny('/', ' ', '\t') >= 0 || id.Any(char.IsControl))
            problems.Add(new Problem(ProblemCode.BadName, $"id `{id}` cannot be used", place) { Hint = $"write `{id.Trim().Replace('/', '-').Replace(' ', '-')}`" });
        if (seen.TryAdd(id, place))
            return;
        problems.Add(new Problem(ProblemCode.SameName, $"there are two backends `{id}`", place)
        {
            Hint = "give it another id",
            Notes = Place.NoteOf(seen[id]),
        });
    }
}
