using Parley.Dialects.Conversation;

namespace Parley.Pipeline.Caching;

/// <summary>A request as the cache of answers sees it: what changes the answer, and nothing that a dialect only says in its own way. Every member that stays here tells two questions apart.</summary>
internal static class CanonicalRequest
{
    /// <summary>The request without its model, for which the targets stand, without how the answer is sent, and without what only the provider's books and prompt cache need.</summary>
    public static ChatRequest Of(ChatRequest request) => request with
    {
        Model = "",
        Dialect = "",
        Stream = false,
        StreamOptions = StreamOptions.None,
        Metadata = default,
        Store = null,
        PromptCacheKey = null,
        PromptCacheRetention = null,
        Sampling = request.Sampling.Choices == 1 ? request.Sampling with { Choices = null } : request.Sampling,
        ResponseFormat = request.ResponseFormat is { Kind: ResponseFormatKind.Text, Extras: null } ? null : request.ResponseFormat,
        ToolChoice = request.ToolChoice is { Mode: ToolChoiceMode.Auto, Names.Count: 0, Native.IsAbsent: true } ? null : request.ToolChoice,
        Messages = [.. request.Messages.Select(Of)],
        Tools = [.. request.Tools.Select(static tool => tool with { Cache = null, Extras = Of(tool.Extras) })],
        Extras = Of(request.Extras),
    };

    private static Message Of(Message message) => message with { Continues = false, Extras = Of(message.Extras), Parts = [.. message.Parts.Select(Of)] };

    private static Part Of(Part part)
    {
        part = part with { Cache = null, Extras = Of(part.Extras) };
        return part switch
        {
            TextPart text => text with { IsBare = false },
            ToolCallPart call => call with { IdIsInvented = false },
            ToolResultPart result => result with { IdIsInvented = false, Content = [.. result.Content.Select(Of)] },
            _ => part,
        };
    }

    /// <summary>Members that the conversation does not know tell two questions apart, spellings of what it knows do not.</summary>
    public static Extras? Of(Extras? extras)
    {
        if (extras is null || extras.Members.Count == 0)
            return null;
        var said = new Extras(extras.Dialect);
        foreach (var (name, value) in extras.Members)
            said.Add(name, value);
        return said;
    }
}
