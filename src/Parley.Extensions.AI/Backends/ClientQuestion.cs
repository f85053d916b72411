using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;

namespace Parley.Extensions.AI.Backends;

/// <summary>A request as a chat client is asked it.</summary>
/// <param name="Messages">What was said.</param>
/// <param name="Options">What is asked besides.</param>
internal sealed record ClientQuestion(List<ChatMessage> Messages, ChatOptions Options)
{
    /// <summary>Who can verify what a client protected: that client, and no other.</summary>
    public static string DialectOf(string backend) => $"in-process:{backend}";

    /// <summary>The question.</summary>
    /// <param name="request">The request.</param>
    /// <param name="backend">The backend that the client is.</param>
    /// <param name="sendsMore">Whether additional properties arrive.</param>
    /// <param name="log">Takes what the client cannot be asked.</param>
    public static ClientQuestion Of(ChatRequest request, string backend, bool sendsMore, ConversionLog log)
    {
        var sampling = request.Sampling;
        var options = new ChatOptions
        {
            ModelId = request.Model.Length > 0 ? request.Model : null,
            MaxOutputTokens = request.MaxTokens,
            Temperature = (float?)sampling.Temperature,
            TopP = (float?)sampling.TopP,
            TopK = sampling.TopK,
            FrequencyPenalty = (float?)sampling.FrequencyPenalty,
            PresencePenalty = (float?)sampling.PresencePenalty,
            Seed = sampling.Seed,
            StopSequences = request.StopSequences.Count == 0 ? null : [.. request.StopSequences.Select(static text => text.ToString())],
            AllowMultipleToolCalls = request.ParallelToolCalls,
            ResponseFormat = FormOf(request.ResponseFormat),
            Reasoning = ClientReasoning.Of(request.Reasoning, log),
        };
        ClientTools.Put(request, options, log);
        ClientMembers.Put(request, options, sendsMore, log);
        return new ClientQuestion(ClientMessages.Of(request.Messages, DialectOf(backend), log), options);
    }

    private static ChatResponseFormat? FormOf(ResponseFormat? format) => format switch
    {
        null => null,
        { Kind: ResponseFormatKind.Text } => ChatResponseFormat.Text,
        { Kind: ResponseFormatKind.JsonSchema, Schema.IsAbsent: false } => ChatResponseFormat.ForJsonSchema(JsonElement.Parse(format.Schema.Utf8.Span), format.Name, format.Description.IsEmpty ? null : format.Description.ToString()),
        _ => ChatResponseFormat.Json,
    };
}
