using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.TestKit.Strict.Anthropic;

/// <summary>Anthropic's messages.</summary>
public sealed class StrictAnthropic : StrictProvider
{
    /// <inheritdoc/>
    public override string Name => "anthropic";

    /// <inheritdoc/>
    public override bool StreamsArguments => true;

    /// <inheritdoc/>
    public override string ModelOf(int scene) => $"claude-sonnet-4-5-{scene}";

    /// <inheritdoc/>
    public override string ModelIn(ReceivedRequest request) => Given.Parse(request.Body)["model"].Text();

    /// <inheritdoc/>
    public override Heard Hear(ReceivedRequest request)
    {
        DemandTarget(request, "/v1/messages");
        DemandHeaders(request, "x-api-key", Credential);
        if (!request.Headers.TryGetValue("anthropic-version", out var version) || version is not ("2023-06-01" or "2026-10-21"))
            throw new RejectionException("anthropic-version", "is required");
        return AnthropicRequest.Read(Given.Parse(request.Body), systemInMessages: version == "2026-10-21");
    }

    /// <inheritdoc/>
    public override string Whole(CannedAnswer answer, Heard heard) => new AnthropicAnswer(answer, heard).Whole();

    /// <inheritdoc/>
    public override IReadOnlyList<string> Events(CannedAnswer answer, Heard heard) =>
        [.. new AnthropicAnswer(answer, heard).Events().Select(static data => Named(data["type"]!.GetValue<string>(), data.ToJsonString()))];

    /// <inheritdoc/>
    public override string Error(int status, string message)
    {
        var type = status switch
        {
            400 => "invalid_request_error",
            401 => "authentication_error",
            404 => "not_found_error",
            429 => "rate_limit_error",
            529 => "overloaded_error",
            _ => "api_error",
        };
        return new JsonObject
        {
            ["type"] = "error",
            ["error"] = new JsonObject { ["type"] = type, ["message"] = message },
            ["request_id"] = "req_011CbVjqiXA7wxBTF7BBSFMV",
        }.ToJsonString();
    }

    /// <inheritdoc/>
    public override string ErrorEvent(string message) =>
        Named("error", new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["type"] = "api_error", ["message"] = message } }.ToJsonString());

    private static string Named(string name, string data) => $"event: {name}\ndata: {data}\n\n";
}
