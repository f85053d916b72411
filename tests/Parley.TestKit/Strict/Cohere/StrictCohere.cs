using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.TestKit.Strict.Cohere;

/// <summary>Cohere's chat.</summary>
public sealed class StrictCohere : StrictProvider
{
    /// <inheritdoc/>
    public override string Name => "cohere";

    /// <inheritdoc/>
    public override bool StreamsArguments => true;

    /// <inheritdoc/>
    public override string ModelOf(int scene) => $"command-a-plus-{scene}";

    /// <inheritdoc/>
    public override string ModelIn(ReceivedRequest request) => Given.Parse(request.Body)["model"].Text();

    /// <inheritdoc/>
    public override Heard Hear(ReceivedRequest request)
    {
        DemandTarget(request, "/v2/chat");
        DemandHeaders(request, "authorization", $"Bearer {Credential}");
        return CohereRequest.Read(Given.Parse(request.Body));
    }

    /// <inheritdoc/>
    public override string Whole(CannedAnswer answer, Heard heard) => new CohereAnswer(answer, heard).Whole();

    /// <inheritdoc/>
    public override IReadOnlyList<string> Events(CannedAnswer answer, Heard heard) => [.. new CohereAnswer(answer, heard).Events().Select(Event), Sse("[DONE]")];

    /// <inheritdoc/>
    public override string Error(int status, string message) => new JsonObject { ["id"] = "e1f7b0a8-5c0d-4a3b-9b1e-0c7d4a2f9e11", ["message"] = message }.ToJsonString();

    /// <inheritdoc/>
    public override string ErrorEvent(string message) => Event(new JsonObject
    {
        ["type"] = "message-end",
        ["delta"] = new JsonObject { ["finish_reason"] = "ERROR", ["usage"] = new JsonObject(), ["error"] = message, ["error_type"] = "INTERNAL" },
    });

    private static string Event(JsonObject data) => $"event: {data["type"]}\ndata: {data.ToJsonString()}\n\n";
}
