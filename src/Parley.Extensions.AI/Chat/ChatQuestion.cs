using Microsoft.Extensions.AI;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Extensions.AI.Content;
using MeaiReasoning = Microsoft.Extensions.AI.ReasoningOptions;

namespace Parley.Extensions.AI.Chat;

/// <summary>What is asked through the abstractions, as a request. A request that the caller made himself (<see cref="ChatOptions.RawRepresentationFactory"/>) comes first: the options fill in what it leaves open.</summary>
internal static class ChatQuestion
{
    /// <summary>The request.</summary>
    /// <param name="messages">What was said.</param>
    /// <param name="options">What is asked besides; null for nothing.</param>
    /// <param name="raw">The caller's own request; null for none.</param>
    /// <param name="model">The model, where neither says one.</param>
    /// <param name="log">Takes what has no place in a request.</param>
    public static ChatRequest Of(IEnumerable<ChatMessage> messages, ChatOptions? options, ChatRequest? raw, string? model, ConversionLog log)
    {
        var said = new MessageParts(log);
        if (raw is not null)
            said.Messages.AddRange(raw.Messages);
        if (options?.Instructions is { Length: > 0 } instructions)
            said.Messages.Insert(0, Message.System(instructions));
        var number = 0;
        foreach (var message in messages)
            said.Add(message ?? throw Given.Missing($"messages[{number}]"), number++);
        var name = raw is { Model.Length: > 0 } ? raw.Model : options?.ModelId ?? model ?? ModelResolver.Auto;
        var request = (raw ?? new ChatRequest { Model = name, Messages = said.Messages }) with { Model = name, Messages = said.Messages };
        return options is null ? request : Of(request, options, log);
    }

    private static ChatRequest Of(ChatRequest request, ChatOptions options, ConversionLog log)
    {
        RecordState(options, log);
        request = request with
        {
            MaxTokens = request.MaxTokens ?? options.MaxOutputTokens,
            Sampling = SamplingOf(request.Sampling, options),
            StopSequences = request.StopSequences.Count > 0 || options.StopSequences is not { Count: > 0 } stops ? request.StopSequences : Texts(stops),
            Tools = ToolSpecs.Of(request.Tools, options.Tools, log),
            ToolChoice = request.ToolChoice ?? ChoiceOf(options.ToolMode),
            ParallelToolCalls = request.ParallelToolCalls ?? options.AllowMultipleToolCalls,
            ResponseFormat = request.ResponseFormat ?? FormatOf(options.ResponseFormat, options),
            Reasoning = request.Reasoning ?? ReasoningOf(options.Reasoning, log),
        };
        return options.AdditionalProperties is { Count: > 0 } properties ? MoreMembers.Fill(request, properties, log) : request;
    }

    /// <summary>What only a client that keeps conversations can follow.</summary>
    private static void RecordState(ChatOptions options, ConversionLog log)
    {
        if (options.ConversationId is not null)
            log.DroppedContent("options.ConversationId", options.ConversationId);
        if (options.AllowBackgroundResponses is true)
            log.Dropped("options.AllowBackgroundResponses", "true");
        if (options.ContinuationToken is not null)
            log.DroppedContent("options.ContinuationToken");
    }

    private static Sampling SamplingOf(Sampling said, ChatOptions options)
    {
        if (options is { Temperature: null, TopP: null, TopK: null, FrequencyPenalty: null, PresencePenalty: null, Seed: null })
            return said;
        return said with
        {
            Temperature = said.Temperature ?? Numbers.Widen(options.Temperature),
            TopP = said.TopP ?? Numbers.Widen(options.TopP),
            TopK = said.TopK ?? options.TopK,
            FrequencyPenalty = said.FrequencyPenalty ?? Numbers.Widen(options.FrequencyPenalty),
            PresencePenalty = said.PresencePenalty ?? Numbers.Widen(options.PresencePenalty),
            Seed = said.Seed ?? options.Seed,
        };
    }

    private static JsonText[] Texts(IList<string> texts)
    {
        var copies = new JsonText[texts.Count];
        for (var i = 0; i < copies.Length; i++)
            copies[i] = texts[i] ?? throw Given.Missing($"options.StopSequences[{i}]");
        return copies;
    }

    private static ToolChoice? ChoiceOf(ChatToolMode? mode) => mode switch
    {
        AutoChatToolMode => new ToolChoice(ToolChoiceMode.Auto),
        NoneChatToolMode => new ToolChoice(ToolChoiceMode.None),
        RequiredChatToolMode { RequiredFunctionName: { } name } => new ToolChoice(ToolChoiceMode.Named, name),
        RequiredChatToolMode => new ToolChoice(ToolChoiceMode.Required),
        _ => null,
    };

    private static ResponseFormat? FormatOf(ChatResponseFormat? format, ChatOptions options) => format switch
    {
        ChatResponseFormatText => new ResponseFormat(ResponseFormatKind.Text),
        ChatResponseFormatJson { Schema: { } schema } json => new ResponseFormat(ResponseFormatKind.JsonSchema)
        {
            Schema = JsonValues.Of(schema),
            Name = json.SchemaName ?? "answer",
            Description = json.SchemaDescription,
            Strict = ToolSpecs.StrictIn(options.AdditionalProperties),
        },
        ChatResponseFormatJson => new ResponseFormat(ResponseFormatKind.JsonObject),
        _ => null,
    };

    private static Dialects.Conversation.ReasoningOptions? ReasoningOf(MeaiReasoning? reasoning, ConversionLog log)
    {
        if (reasoning is not { } said || (said.Effort is null && said.Output is null))
            return null;
        if (said.Output == ReasoningOutput.Full)
            log.Emulated("options.Reasoning.Output", "Full", "thoughts as the backend shows them");
        return new Dialects.Conversation.ReasoningOptions
        {
            Effort = said.Effort switch
            {
                ReasoningEffort.None => "none",
                ReasoningEffort.Low => "low",
                ReasoningEffort.Medium => "medium",
                ReasoningEffort.High => "high",
                ReasoningEffort.ExtraHigh => "xhigh",
                _ => null,
            },
            IncludeThoughts = said.Output is null ? null : said.Output != ReasoningOutput.None,
        };
    }
}
