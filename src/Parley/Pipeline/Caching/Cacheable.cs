using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Caching;

/// <summary>Which questions and which answers the cache takes. In doubt it takes none: a call too many costs less than a wrong answer.</summary>
internal static class Cacheable
{
    /// <summary>Members by which providers work on their own or search: what they find is another thing each time.</summary>
    private static readonly string[] Acts = ["background", "web_search_options", "search_parameters", "plugins"];

    /// <summary>Whether the answer to a request depends on it alone, and asking it does nothing else.</summary>
    public static bool IsQuestion(InboundRequest request, ChatRequest asked)
    {
        var head = request.Head;
        if (head.PreviousReply is not null || head.StateMember is not null || request.Maker is not null)
            return false;
        // A provider is to keep the answer, and no answer of the cache is with it.
        if ((head.KeepsReply || asked.Store == true) && !request.Asked.IsKept)
            return false;
        if (asked.Extras is { } extras && Acts.Any(name => extras[name] is { IsAbsent: false, Kind: not (JsonValueKind.Null or JsonValueKind.False) }))
            return false;
        return !asked.Tools.Any(IsHosted) && asked.Messages.All(static message => message.Parts.All(StandsForItself));
    }

    /// <summary>Whether an answer is whole and the model's own, so that the same question may be answered with it.</summary>
    public static bool IsAnswer(ChatReply reply) => reply.Choices.Count > 0 && reply.Choices.All(IsWhole);

    private static bool IsWhole(Choice choice) =>
        choice.Finish.Reason is FinishReason.Stop or FinishReason.StopSequence or FinishReason.Length or FinishReason.ToolCalls
        && choice.Parts.Any(static part => part is ToolCallPart or TextPart { Text.IsEmpty: false })
        && choice.Parts.All(static part => part is TextPart or ReasoningPart or ToolCallPart);

    /// <summary>Tools that a provider runs do something, or find something else each time.</summary>
    private static bool IsHosted(ToolSpec tool) => tool.Search is not null || (!tool.Native.IsAbsent && tool.AsFunctions.Count == 0 && !tool.IsCustom);

    /// <summary>What lies behind an address may change, and what a reference leads to is not in the request.</summary>
    private static bool StandsForItself(Part part) => part switch
    {
        MediaPart media => media.Source is MediaSource.Base64 or MediaSource.PlainText,
        OpaquePart opaque => !opaque.IsReference,
        ToolResultPart result => result.Content.All(StandsForItself),
        _ => true,
    };
}
