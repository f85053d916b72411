using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.TestKit.Strict.Gemini;

/// <summary>Google's Gemini API.</summary>
public sealed class StrictGemini : StrictProvider
{
    private const string Prefix = "/v1beta/models/";
    private const string WholeVerb = ":generateContent";
    private const string StreamVerb = ":streamGenerateContent?alt=sse";

    /// <inheritdoc/>
    public override string Name => "gemini";

    /// <inheritdoc/>
    public override string ModelOf(int scene) => $"gemini-2.5-flash-{scene}";

    /// <inheritdoc/>
    public override string ModelIn(ReceivedRequest request) =>
        request.Target.StartsWith(Prefix, StringComparison.Ordinal) && request.Target.LastIndexOf(':') is > 0 and var colon
            ? request.Target[Prefix.Length..colon]
            : throw new RejectionException("path", request.Target);

    /// <inheritdoc/>
    public override Heard Hear(ReceivedRequest request)
    {
        DemandHeaders(request, "x-goog-api-key", Credential);
        var model = ModelIn(request);
        var stream = request.Target.EndsWith(StreamVerb, StringComparison.Ordinal);
        DemandTarget(request, Prefix + model + (stream ? StreamVerb : WholeVerb));
        return GeminiRequest.Read(Given.Parse(request.Body), new Heard(model, stream));
    }

    /// <inheritdoc/>
    public override string Whole(CannedAnswer answer, Heard heard) => new GeminiAnswer(answer, heard).Whole();

    /// <inheritdoc/>
    public override IReadOnlyList<string> Events(CannedAnswer answer, Heard heard) =>
        [.. new GeminiAnswer(answer, heard).Chunks().Select(static chunk => $"data: {chunk.ToJsonString()}\r\n\r\n")];

    /// <summary>A wrong key is a bad request here.</summary>
    public override int StatusFor(int status) => status == 401 ? 400 : status;

    /// <inheritdoc/>
    public override string Error(int status, string message)
    {
        var error = new JsonObject { ["code"] = StatusFor(status), ["message"] = message, ["status"] = WordOf(status) };
        if (status == 401)
            error["details"] = new JsonArray(new JsonObject { ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo", ["reason"] = "API_KEY_INVALID", ["domain"] = "googleapis.com" });
        return new JsonObject { ["error"] = error }.ToJsonString();
    }

    /// <inheritdoc/>
    public override string ErrorEvent(string message) => $"data: {Error(500, message)}\r\n\r\n";

    private static string WordOf(int status) => status switch
    {
        400 or 401 => "INVALID_ARGUMENT",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        503 => "UNAVAILABLE",
        _ => "INTERNAL",
    };
}
