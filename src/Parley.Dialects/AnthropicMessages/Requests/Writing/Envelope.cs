using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>What the hosts of Anthropic's models do with its messages: the model moves into the path, the version into the body.</summary>
/// <remarks>
/// Sources: "Claude on Vertex AI" and "Claude on Amazon Bedrock" of Anthropic's documentation; rawPredict and streamRawPredict of Vertex AI, InvokeModel and InvokeModelWithResponseStream of Amazon Bedrock.
/// <code>
/// Anthropic's own        raw_predict                                invoke
/// messages               models/{model}:rawPredict                  model/{model}/invoke
///   with stream          models/{model}:streamRawPredict            model/{model}/invoke-with-response-stream
/// body: model            path                                       path
/// body: stream           body                                       path
/// anthropic-version      body: anthropic_version                    body: anthropic_version
/// anthropic-beta         anthropic-beta                             body: anthropic_beta
/// </code>
/// </remarks>
internal static class Envelope
{
    public const string VersionMember = "anthropic_version";

    public const string BetaMember = "anthropic_beta";

    /// <summary>The path of a request.</summary>
    public static string PathOf(MessageEnvelope envelope, string model, bool stream) => envelope switch
    {
        // Versions of models stand behind an at sign, which Google writes as it is.
        MessageEnvelope.RawPredict => $"models/{Uri.EscapeDataString(model).Replace("%40", "@", StringComparison.Ordinal)}:{(stream ? "streamRawPredict" : "rawPredict")}",
        MessageEnvelope.Invoke => $"model/{Uri.EscapeDataString(model)}/{(stream ? "invoke-with-response-stream" : "invoke")}",
        _ => Names.Path,
    };

    /// <summary>The version that the body names; null where a header does.</summary>
    public static string? VersionOf(MessageEnvelope envelope) => envelope switch
    {
        MessageEnvelope.RawPredict => "vertex-2023-10-16",
        MessageEnvelope.Invoke => "bedrock-2023-05-31",
        _ => null,
    };

    /// <summary>Whether a body can be put into the envelope by exchanging its model for the version: it names a model, no version, and the answer needs no unwrapping.</summary>
    public static bool CanExchange(in WireRequest request, RequestHead head, MessageEnvelope envelope)
    {
        if (envelope == MessageEnvelope.None)
            return true;
        return envelope == MessageEnvelope.RawPredict && NameOf(request.Body.Span, head.ModelValue) >= 0 && request.Body.Span.IndexOf("\"anthropic_version\""u8) < 0;
    }

    /// <summary>Writes a body whose member <c>model</c> is exchanged for the version.</summary>
    public static void Exchange(ReadOnlyMemory<byte> body, Range model, string version, WireRequestWriter output)
    {
        var (start, length) = model.GetOffsetAndLength(body.Length);
        output.Append(body[..NameOf(body.Span, model)]);
        output.Body.Write("\"anthropic_version\":"u8);
        ((JsonText)version).WriteToken(output.Body);
        output.Append(body[(start + length)..]);
    }

    /// <summary>Writes what stands in the body instead of in headers and path.</summary>
    public static void WriteMembers(Utf8JsonWriter json, MessageEnvelope envelope, IReadOnlyList<string> betas)
    {
        if (VersionOf(envelope) is not { } version)
            return;
        json.WriteString(VersionMember, version);
        if (envelope != MessageEnvelope.Invoke || betas.Count == 0)
            return;
        json.WriteStartArray(BetaMember);
        foreach (var beta in betas)
            json.WriteStringValue(beta);
        json.WriteEndArray();
    }

    /// <summary>Anthropic's word for an exception of Amazon's streams.</summary>
    public static string TypeOf(ReadOnlySpan<byte> exception) =>
        exception.SequenceEqual("throttlingException"u8) ? "rate_limit_error"
        : exception.SequenceEqual("serviceUnavailableException"u8) ? "overloaded_error"
        : exception.SequenceEqual("validationException"u8) ? "invalid_request_error"
        : exception.SequenceEqual("modelTimeoutException"u8) ? "timeout_error"
        : "api_error";

    /// <summary>Where the name of the model's member begins; -1 when there is none, or when it is spelt with escapes.</summary>
    private static int NameOf(ReadOnlySpan<byte> body, Range model)
    {
        var (start, length) = model.GetOffsetAndLength(body.Length);
        if (length == 0)
            return -1;
        var before = body[..start].TrimEnd(" \t\r\n"u8);
        if (before is not [.., (byte)':'])
            return -1;
        before = before[..^1].TrimEnd(" \t\r\n"u8);
        return before.EndsWith("\"model\""u8) ? before.Length - "\"model\"".Length : -1;
    }
}
