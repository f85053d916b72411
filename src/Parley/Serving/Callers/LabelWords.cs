using Parley.Dialects.Conversation;
using Parley.Ledger;

namespace Parley.Serving.Callers;

/// <summary>A way to say by what a request is known in limits and costs: its headers, its members of the metadata, and how it is read.</summary>
/// <param name="headers">The headers, lower case.</param>
/// <param name="members">The members of the metadata.</param>
/// <param name="read">The labels with this one; a fault when it cannot be read.</param>
internal sealed class LabelWord(string[] headers, string[] members, LabelWord.Reading read)
{
    public delegate RequestLabels Reading(RequestLabels labels, string place, string text, ref Fault? fault);

    public string[] Headers { get; } = headers;

    public string[] Members { get; } = members;

    public RequestLabels Read(RequestLabels labels, string place, string text, ref Fault? fault) => text.Length == 0 ? labels : read(labels, place, text, ref fault);
}

/// <summary>All labels.</summary>
internal static class LabelWords
{
    private const int MostTags = 16;
    private const int LongestTag = 64;
    private const int LongestSession = 256;

    /// <summary>How Claude Code puts the session into <c>metadata.user_id</c>: behind a word, or as a member of JSON.</summary>
    private static readonly string[] SessionMarks = ["_session_", "\"session_id\":\""];

    private static readonly LabelWord[] All =
    [
        new(["x-parley-tags"], ["parley_tags"], Tags),
        new(["x-parley-session", "x-session-id"], ["parley_session", "session_id"], Session),
        new([], ["user_id"], static (labels, place, text, ref fault) => labels.Session is null && SessionIn(text) is { } session ? Session(labels, place, session, ref fault) : labels),
    ];

    /// <summary>The label of a header; null for all others.</summary>
    public static LabelWord? OfHeader(string name)
    {
        foreach (var word in All)
        {
            foreach (var header in word.Headers)
            {
                if (header.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return word;
            }
        }
        return null;
    }

    /// <summary>The label of a member of the metadata; null for all others.</summary>
    public static LabelWord? OfMember(string name) => Array.Find(All, word => word.Members.Contains(name, StringComparer.Ordinal));

    private static RequestLabels Tags(RequestLabels labels, string place, string text, ref Fault? fault)
    {
        var tags = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (tags.Length > MostTags || tags.Any(static tag => tag.Length > LongestTag || HasControl(tag)))
            fault = Wrong(place, $"is a list of at most {MostTags} tags of at most {LongestTag} characters, separated by commas.");
        return labels with { Tags = [.. labels.Tags.Union(tags, StringComparer.Ordinal)] };
    }

    private static RequestLabels Session(RequestLabels labels, string place, string text, ref Fault? fault)
    {
        if (text.Length <= LongestSession && !HasControl(text))
            return labels with { Session = text };
        // What others call a session need not be one of ours.
        if (place.Contains("parley", StringComparison.OrdinalIgnoreCase))
            fault = Wrong(place, $"is a name of at most {LongestSession} characters.");
        return labels;
    }

    /// <summary>The session that the name of a user holds; null where it holds none.</summary>
    private static string? SessionIn(string text)
    {
        foreach (var mark in SessionMarks)
        {
            if (text.LastIndexOf(mark, StringComparison.Ordinal) is >= 0 and var at && text[(at + mark.Length)..].Split('"')[0] is { Length: > 0 } session)
                return session;
        }
        return null;
    }

    private static bool HasControl(string text) => text.Any(char.IsControl);

    private static Fault Wrong(string place, string what) => new(FaultKind.InvalidRequest, $"{place} {what}") { Param = place, Code = "invalid_value" };
}
