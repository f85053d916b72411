using System.Text.Json.Nodes;

namespace Parley.TestKit.Upstream;

/// <summary>A request that a scripted upstream received.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Target">Path and query as sent.</param>
/// <param name="Headers">The headers; names in lower case.</param>
/// <param name="Body">The body as text.</param>
public sealed record ReceivedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The port of the caller: requests with the same one came over the same connection.</summary>
    public int Connection { get; init; }

    /// <summary>The body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Body) ?? throw new InvalidOperationException("The body is null.");

    /// <summary>Completes when the other side closed the connection while the script was still playing.</summary>
    public Task CallerLeft => _left.Task;

    internal void Left() => _left.TrySetResult();
}
