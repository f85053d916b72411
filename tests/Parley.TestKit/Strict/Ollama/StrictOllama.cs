using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.TestKit.Strict.Ollama;

/// <summary>Ollama's own chat and generate.</summary>
public sealed class StrictOllama : StrictProvider
{
    /// <inheritdoc/>
    public override string Name => "ollama";

    /// <inheritdoc/>
    public override string StreamType => "application/x-ndjson";

    /// <inheritdoc/>
    public override string ModelOf(int scene) => $"qwen3:{scene}b";

    /// <inheritdoc/>
    public override string ModelIn(ReceivedRequest request) => Given.Parse(request.Body)["model"].Text();

    /// <inheritdoc/>
    public override Heard Hear(ReceivedRequest request)
    {
        DemandHeaders(request, "authorization", $"Bearer {Credential}");
        if (request.Target == "/api/generate")
            return OllamaRequest.ReadGenerate(Given.Parse(request.Body));
        DemandTarget(request, "/api/chat");
        return OllamaRequest.ReadChat(Given.Parse(request.Body));
    }

    /// <inheritdoc/>
    public override string Whole(CannedAnswer answer, Heard heard) => new OllamaAnswer(answer, heard).Whole();

    /// <inheritdoc/>
    public override IReadOnlyList<string> Events(CannedAnswer answer, Heard heard) => [.. new OllamaAnswer(answer, heard).Lines().Select(static line => line.ToJsonString() + "\n")];

    /// <inheritdoc/>
    public override string Error(int status, string message) => new JsonObject { ["error"] = message }.ToJsonString();

    /// <inheritdoc/>
    public override string ErrorEvent(string message) => Error(500, message) + "\n";
}
