using Parley.Configuration.Compiling;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Configuration.Reading;

namespace Parley.Configuration.Validators;

/// <summary>Backends are of a known provider, and fill only placeholders that it has.</summary>
internal sealed class BackendTypeValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        foreach (var backend in options.Backends)
        {
            if (ProviderChoice.Of(backend, catalog) is { } provider)
                CheckVariables(backend, provider, problems);
            else if (backend.Type is { } type)
                problems.Add(UnknownProvider.Problem(type, catalog, Place.Of(backend.Node, "type", "provider")));
            else if (backend.Id.Length > 0)
                problems.Add(new Problem(ProblemCode.Missing, $"backend `{backend.Id}` has no type", Place.Of(backend.Node, "id")) { Hint = "add `type`", Notes = UnknownProvider.Problem(backend.Id, catalog, null).Notes });
        }
    }

    private static void CheckVariables(BackendOptions backend, ProviderDescriptor provider, ProblemList problems)
    {
        foreach (var name in backend.Variables.Keys.Where(name => !provider.Placeholders.ContainsKey(name)).Order(StringComparer.Ordinal))
        {
            var entry = backend.Node?.Find(name, name == "api_version" ? "apiVersion" : name) ?? (backend.Node?.Find("variables")?.Value as ConfigMap)?.Find(name);
            problems.Add(new Problem(ProblemCode.UnknownField, $"provider `{provider.Name}` has no `{name}`", entry?.NameSpan ?? backend.Node?.Span)
            {
                Hint = NearNames.Closest(name, provider.Placeholders.Keys) is { } near ? $"did you mean `{near}`?" : "leave it out",
                Notes = provider.Placeholders.IsEmpty ? [] : [$"it has: {string.Join(", ", provider.Placeholders.Keys.Order(StringComparer.Ordinal))}"],
            });
        }
    }
}
