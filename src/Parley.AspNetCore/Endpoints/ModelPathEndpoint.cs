using Microsoft.AspNetCore.Http;

namespace Parley.AspNetCore.Endpoints;

/// <summary>Operations whose model stands in the path: <c>/v1beta/models/{model}:generateContent</c>. Anything else below the same version is an unknown path.</summary>
internal sealed class ModelPathEndpoint(ChatEndpoint endpoint)
{
    private readonly string[] _verbs = [.. endpoint.Operation.Routes.Select(static route => route[route.LastIndexOf(':')..]).Distinct(StringComparer.Ordinal)];

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        foreach (var verb in _verbs)
        {
            if (path.EndsWith(verb, StringComparison.Ordinal))
                return endpoint.InvokeAsync(context);
        }
        return UnknownPathEndpoint.InvokeAsync(context);
    }
}
