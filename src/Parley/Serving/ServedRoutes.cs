using Parley.Dialects;
using Parley.Serving.Endpoints;

namespace Parley.Serving;

/// <summary>What is served of dialects, and where.</summary>
internal static class ServedRoutes
{
    /// <summary>All dialects with their lists of models, as one server has them.</summary>
    public static IEnumerable<ServedRoute> All(Service service) =>
    [
        .. KnownDialects.All.SelectMany(dialect => Of(service, dialect, call => UnknownPath.RefuseAsync(call, service, UnknownPath.DialectOf(call)))),
        .. new ModelEndpoints(service).All(),
        .. OllamaEndpoints.Of(service),
    ];

    /// <summary>The dialects that share a prefix, which are one vendor's, with that vendor's lists of models.</summary>
    public static IEnumerable<ServedRoute> Of(Service service, IReadOnlyList<Dialect> dialects, Func<ServedCall, Task> unknown) =>
    [
        .. dialects.SelectMany(dialect => Of(service, dialect, unknown)),
        .. new ModelEndpoints(service).Of(dialects[0].Prefix),
        .. dialects[0].Name == DialectNames.Ollama ? OllamaEndpoints.Of(service) : [],
    ];

    /// <summary>
    /// The operations of a dialect, at their own paths and under its prefix. A route with <c>{model}</c> becomes a catch-all from there on, which operations share: model names hold slashes and colons, and clients differ in what they put before them.
    /// </summary>
    private static IEnumerable<ServedRoute> Of(Service service, Dialect dialect, Func<ServedCall, Task> unknown)
    {
        var modelPaths = new Dictionary<string, ModelPathEndpoint>(StringComparer.Ordinal);
        foreach (var operation in dialect.Operations)
        {
            var endpoint = new OperationEndpoint(service, operation);
            foreach (var route in operation.Routes)
            {
                foreach (var served in Of(service, endpoint, route, modelPaths, unknown))
                {
                    yield return served with { Pattern = $"/{served.Pattern}" };
                    yield return served with { Pattern = $"/{dialect.Prefix}/{served.Pattern}" };
                }
            }
        }
    }

    private static IEnumerable<ServedRoute> Of(Service service, OperationEndpoint endpoint, string route, Dictionary<string, ModelPathEndpoint> modelPaths, Func<ServedCall, Task> unknown)
    {
        var brace = route.IndexOf("{model}", StringComparison.Ordinal);
        if (brace < 0)
            return endpoint.Operation.Codec is IStatefulCodec codec
                ? [ServedRoute.Post(route, endpoint.InvokeAsync), .. new StoredReplyEndpoints(service, codec).Routes(route)]
                : [ServedRoute.Post(route, endpoint.InvokeAsync)];
        var path = route[..brace] + "{**rest}";
        if (modelPaths.TryGetValue(path, out var shared))
        {
            shared.Add(route, endpoint);
            return [];
        }
        modelPaths[path] = shared = new ModelPathEndpoint(unknown);
        shared.Add(route, endpoint);
        return [ServedRoute.Post(path, shared.InvokeAsync)];
    }
}
