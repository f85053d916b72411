using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Rest;

/// <summary>Makes a reply of an answer.</summary>
internal static class RestReply
{
    /// <summary>The reply.</summary>
    public static ChatReply Of(RestPlaces places, RestAnswer answer)
    {
        var parts = new List<Part>(2);
        if (answer.Text(places.Reasoning) is { Length: > 0 } thoughts)
            parts.Add(new ReasoningPart(thoughts));
        parts.Add(new TextPart(answer.Text(places.Text)));
        return new ChatReply
        {
            Id = answer.Text(places.Id),
            Choices = [new Choice(0, parts, RestNames.Finish(answer.Text(places.Finish)))],
            Usage = UsageOf(places, answer),
            Dialect = RestNames.Dialect,
        };
    }

    /// <summary>What the answer says of its tokens.</summary>
    public static Usage UsageOf(RestPlaces places, RestAnswer answer)
    {
        var (input, output) = (answer.Count(places.Input), answer.Count(places.Output));
        if (input is null && output is null)
            return Usage.Unknown;
        return new Usage { Input = input is { } read ? TokenCount.Exact(read) : default, Output = output is { } written ? TokenCount.Exact(written) : default };
    }
}
