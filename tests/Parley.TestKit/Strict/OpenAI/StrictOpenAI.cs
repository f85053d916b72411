using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.TestKit.Strict.OpenAI;

/// <summary>OpenAI's chat completions.</summary>
/// <param name="name">The provider's name in the catalog.</param>
/// <param name="family">What its model names begin with.</param>
/// <param name="showsThoughts">Whether it streams thoughts as <c>reasoning_content</c>, as DeepSeek does; OpenAI itself only counts them.</param>
public sealed class StrictOpenAI(string name, string family, bool showsThoughts) : StrictProvider
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override bool StreamsArguments => true;

    /// <inheritdoc/>
    public override string ModelOf(int scene) => $"{family}-{scene}";

    /// <inheritdoc/>
    public override string ModelIn(ReceivedRequest request) => Given.Parse(request.Body)["model"].Text();

    /// <inheritdoc/>
    public override Heard Hear(ReceivedRequest request)
    {
        DemandTarget(request, "/v1/chat/completions");
        DemandHeaders(request, "authorization", $"Bearer {Credential}");
        if (request.Headers.ContainsKey("anthropic-version"))
            throw new RejectionException("anthropic-version", "is foreign");
        return OpenAIRequest.Read(Given.Parse(request.Body));
    }

    /// <inheritdoc/>
    public override string Whole(CannedAnswer answer, Heard heard) => new OpenAIAnswer(answer, heard, showsThoughts).Whole();

    /// <inheritdoc/>
    public override IReadOnlyList<string> Events(CannedAnswer answer, Heard heard) =>
        [.. new OpenAIAnswer(answer, heard, showsThoughts).Chunks().Select(static chunk => Sse(chunk.ToJsonString())), Sse("[DONE]")];

    /// <inheritdoc/>
    public override string Error(int status, string message) => new JsonObject { ["error"] = ErrorOf(status, message) }.ToJsonString();

    /// <inheritdoc/>
    public override string ErrorEvent(string message) => Sse(Error(500, message));

    private static JsonObject ErrorOf(int status, string message) => new()
    {
        ["message"] = message,
        ["type"] = status switch { 429 => "requests", >= 500 => "server_error", _ => "invalid_request_error" },
        ["param"] = null,
        ["code"] = status switch { 401 => "invalid_api_key", 404 => "model_not_found", 429 => "rate_limit_exceeded", _ => null },
    };
}
