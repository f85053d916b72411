using System.Buffers;
using System.Text.Json.Nodes;
using Parley.Corpus.Tests.Recordings;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>A glance at a request sees what reading it sees, and the fast lane's edit changes the model and nothing else.</summary>
internal sealed class HeadProof() : Proof("request, glanced at and retargeted")
{
    private const string NewModel = "some/other-model \"2\"";

    /// <inheritdoc/>
    public override bool IsAbout(Recording recording) => recording.HasRequest;

    /// <inheritdoc/>
    public override void Prove(Recording recording, ProofRun run)
    {
        var request = recording.Request();
        var head = recording.Protocol.Codec.Peek(request);
        var read = recording.Protocol.Codec.ReadRequest(request);
        Same("model", read.Model, head.Model);
        Same("stream", read.Stream, head.Stream);
        Same("include_usage", read.StreamOptions.IncludeUsage, head.StreamOptions.IncludeUsage);
        Same("max tokens", read.MaxTokens, head.MaxTokens);
        Same("needs tools", read.Tools.Count > 0, head.Needs.HasFlag(RequestNeeds.Tools));
        Same("needs vision", Shows(read, MediaKind.Image) || Shows(read, MediaKind.Video), head.Needs.HasFlag(RequestNeeds.Vision));
        Same("needs schema", read.ResponseFormat?.Kind == ResponseFormatKind.JsonSchema, head.Needs.HasFlag(RequestNeeds.JsonSchema));
        Same("needs streaming", read.Stream, head.Needs.HasFlag(RequestNeeds.Streaming));
        if (recording.Status is >= 200 and < 300)
            Same("empty member of a request that was taken", null, head.EmptyMember);
        Retarget(recording, request, head, run);

        void Same<T>(string what, T expected, T actual) =>
            run.Demand(EqualityComparer<T>.Default.Equals(expected, actual), recording, recording.Protocol, what, $"reading says {expected}, glancing says {actual}");
    }

    private static void Retarget(Recording recording, in WireRequest request, RequestHead head, ProofRun run)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireRequestWriter(output);
        recording.Protocol.Codec.Retarget(request, head, new Retarget(NewModel, AskUsage: true), writer);
        var expected = JsonNode.Parse(request.Body.Span)!.AsObject();
        if (recording.Protocol.HasModelInPath)
            run.Demand(writer.Path.StartsWith("model", StringComparison.Ordinal), recording, recording.Protocol, "path", writer.Path);
        if (!recording.Protocol.HasModelInPath || expected["model"] is not null)
            expected["model"] = NewModel;
        if (recording.Protocol.Dialect == Protocol.OpenAI.Dialect && head.Stream)
            AskUsage(expected);
        if (JsonDiff.First(expected.ToJsonString(), System.Text.Encoding.UTF8.GetString(output.WrittenSpan), nullIsAbsent: false) is { } difference)
            run.Fail(recording, recording.Protocol, "retarget", difference);
    }

    private static void AskUsage(JsonObject request)
    {
        if (request["stream_options"] is not JsonObject options)
            request["stream_options"] = options = [];
        options["include_usage"] = true;
    }

    private static bool Shows(ChatRequest request, MediaKind kind) => request.Messages.Any(message => Shows(message.Parts, kind));

    private static bool Shows(IEnumerable<Part> parts, MediaKind kind) => parts.Any(part => part is MediaPart media && media.Kind == kind || part is ToolResultPart result && Shows(result.Content, kind));
}
