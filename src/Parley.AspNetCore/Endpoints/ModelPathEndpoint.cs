using Microsoft.AspNetCore.Http;

namespace Parley.AspNetCore.Endpoints;

/// <summary>Operations whose model stands in the path before their verb: <c>/v1beta/models/{model}:generateContent</c>. Anything else below the same version is an unknown path.</summary>
internal sealed class ModelPathEndpoint
{
    private readonly List<(string Verb, OperationEndpoint Endpoint)> _verbs = [];

    /// <summary>Adds the verb of one route.</summary>
    public void Add(string route, OperationEndpoint endpoint) => _verbs.Add((route[route.LastIndexOf(':')..], endpoint));

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        foreach (var (verb, endpoint) in _verbs)
        {
            if (path.EndsWith(verb, StringComparison.Ordinal))
                return endpoint.InvokeAsync(context);
        }
        return UnknownPathEndpoint.InvokeAsync(context);
    }
}
