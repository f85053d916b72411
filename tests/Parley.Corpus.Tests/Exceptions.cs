using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Corpus.Tests.Proofs;
using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests;

/// <summary>A finding that is right as it is.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Applies">Which findings are meant, by their content.</param>
/// <param name="Reason">Why it is right.</param>
internal sealed record CorpusException(string Rule, Predicate<Finding> Applies, string Reason)
{
    /// <summary>True when a finding is meant.</summary>
    public bool Covers(Finding finding) => finding.Rule == Rule && Applies(finding);
}

/// <summary>Every exception to the corpus proofs. Each is a predicate over content with its reason, never over ids; one that covers nothing any more fails its test.</summary>
internal static class Exceptions
{
    /// <summary>Findings that are right as they are.</summary>
    public static IReadOnlyList<CorpusException> All { get; } =
    [
    ];

    /// <summary>What the same dialect writes differently in a request.</summary>
    public static IReadOnlyList<Rewrite> InRequests(Protocol protocol) => protocol.Dialect switch
    {
        "openai-chat" => OpenAIRequests,
        "gemini" => GeminiRequests,
        _ => [],
    };

    /// <summary>What the same dialect writes differently in a whole reply.</summary>
    public static IReadOnlyList<Rewrite> InReplies(Protocol protocol) => protocol.Dialect switch
    {
        "openai-chat" => OpenAIReplies,
        "gemini" => GeminiReplies,
        "ollama" => OllamaReplies,
        _ => [],
    };

    private static IReadOnlyList<Rewrite> OpenAIRequests { get; } =
    [
        new("Streams are always asked for their usage; the caller is shown it only if it asked.", static (recorded, _) =>
        {
            if (recorded["stream"]?.GetValueKind() != JsonValueKind.True)
                return false;
            if (recorded["stream_options"] is not JsonObject options)
                recorded["stream_options"] = options = [];
            options["include_usage"] = true;
            return true;
        }),
        new("An empty list of calls says nothing (Mistral's client).", Rewriting.WithoutEmpty("messages[].tool_calls")),
        new("Mistral's client leaves out the one type that a tool can have.", Rewriting.Completed("tools[].type")),
    ];

    private static IReadOnlyList<Rewrite> GeminiRequests { get; } =
    [
        new("Protobuf's JSON has two spellings for one member; the canonical one is written.", Rewriting.ToCamelCase),
    ];

    private static IReadOnlyList<Rewrite> OpenAIReplies { get; } =
    [
        new("OpenAI's clients know five finish reasons; words of its imitators become one of them.", Rewriting.Changed("choices[].finish_reason", static (choice, word) =>
            choice["native_finish_reason"]?.ToString() == "max_output_tokens" ? "length"
            : word?.ToString() is "" or "eos" or "tool_call" ? choice["message"]?["tool_calls"] is JsonArray { Count: > 0 } ? "tool_calls" : "stop"
            : word)),
        new("OpenAI never sends an empty list of calls.", Rewriting.WithoutEmpty("choices[].message.tool_calls")),
        new("OpenAI's clients demand what its imitators leave out or empty.", Rewriting.Completed("object", "created", "id", "choices[].message.tool_calls[].type", "choices[].message.tool_calls[].id")),
        new("OpenAI's total is the sum; its imitators leave thoughts or sound out of a part.", static (recorded, written) =>
        {
            if (recorded["usage"] is not JsonObject usage || written["usage"] is not JsonObject sums || JsonNode.DeepEquals(usage["prompt_tokens"], sums["prompt_tokens"]) && JsonNode.DeepEquals(usage["completion_tokens"], sums["completion_tokens"]))
                return false;
            foreach (var name in (string[])["prompt_tokens", "completion_tokens", "total_tokens"])
                usage[name] = sums[name]?.DeepClone();
            return true;
        }),
        new("OpenAI's clients take a text, not Mistral's list of thoughts and texts.", static (recorded, written) =>
        {
            var count = 0;
            foreach (var choice in recorded["choices"] as JsonArray ?? [])
            {
                if (choice?["message"] is not JsonObject message || message["content"] is not JsonArray chunks)
                    continue;
                message["content"] = string.Concat(chunks.Where(static chunk => chunk?["type"]?.ToString() == "text").Select(static chunk => chunk!["text"]!.ToString()));
                message["reasoning_content"] = string.Concat(chunks.SelectMany(static chunk => chunk?["thinking"] as JsonArray ?? []).Select(static thought => thought!["text"]!.ToString()));
                count++;
            }
            return count > 0;
        }),
    ];

    private static IReadOnlyList<Rewrite> GeminiReplies { get; } =
    [
        new("The clients demand what old servers leave out.", Rewriting.Completed("usageMetadata.totalTokenCount", "responseId")),
    ];

    private static IReadOnlyList<Rewrite> OllamaReplies { get; } =
    [
        new("The clients demand the count, which the server leaves out when the whole prompt was cached; it is estimated.", Rewriting.Completed("prompt_eval_count")),
    ];
}
