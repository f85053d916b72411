using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.TestKit.Strict.Responses;

/// <summary>OpenAI's responses.</summary>
public sealed class StrictResponses : StrictProvider
{
    /// <inheritdoc/>
    public override string Name => "openai-responses";

    /// <inheritdoc/>
    public override string BasePath => "v1/";

    /// <inheritdoc/>
    public override bool StreamsArguments => true;

    /// <inheritdoc/>
    public override string ModelOf(int scene) => $"house-model-{scene}";

    /// <inheritdoc/>
    public override string ModelIn(ReceivedRequest request) => Given.Parse(request.Body)["model"].Text();

    /// <inheritdoc/>
    public override Heard Hear(ReceivedRequest request)
    {
        DemandTarget(request, "/v1/responses");
        DemandHeaders(request, "authorization", $"Bearer {Credential}");
        if (request.Headers.ContainsKey("anthropic-version"))
            throw new RejectionException("anthropic-version", "is foreign");
        return ResponsesRequest.Read(Given.Parse(request.Body));
    }

    /// <inheritdoc/>
    public override string Whole(CannedAnswer answer, Heard heard) => new ResponsesAnswer(answer, heard).Whole();

    /// <inheritdoc/>
    public override IReadOnlyList<string> Events(CannedAnswer answer, Heard heard) => [.. new ResponsesAnswer(answer, heard).Events().Select(Event)];

    /// <inheritdoc/>
    public override string Error(int status, string message) => new JsonObject
    {
        ["error"] = new JsonObject
        {
            ["message"] = message,
            ["type"] = status switch { 429 => "requests", >= 500 => "server_error", _ => "invalid_request_error" },
            ["param"] = null,
            ["code"] = status switch { 401 => "invalid_api_key", 404 => "model_not_found", 429 => "rate_limit_exceeded", _ => null },
        },
    }.ToJsonString();

    /// <inheritdoc/>
    public override string ErrorEvent(string message) => Event(new JsonObject { ["type"] = "error", ["code"] = "server_error", ["message"] = message, ["param"] = null, ["sequence_number"] = 9 });

    private static string Event(JsonObject data) => $"event: {data["type"]}\ndata: {data.ToJsonString()}\n\n";
}
