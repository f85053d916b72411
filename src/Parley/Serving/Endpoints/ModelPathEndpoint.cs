
namespace Parley.Serving.Endpoints;

/// <summary>Operations whose model stands in the path before their verb: <c>/v1beta/models/{model}:generateContent</c>. Anything else below the same version is an unknown path.</summary>
/// <param name="unknown">Answers that.</param>
internal sealed class ModelPathEndpoint(Func<ServedCall, Task> unknown)
{
    private readonly List<(string Verb, OperationEndpoint Endpoint)> _verbs = [];

    /// <summary>Adds the verb of one route.</summary>
    public void Add(string route, OperationEndpoint endpoint) => _verbs.Add((route[route.LastIndexOf(':')..], endpoint));

    public Task InvokeAsync(ServedCall call)
    {
        var path = call.Path;
        foreach (var (verb, endpoint) in _verbs)
        {
            if (path.EndsWith(verb, StringComparison.Ordinal))
                return endpoint.InvokeAsync(call);
        }
        return unknown(call);
    }
}
