using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Pipeline.Guards;

/// <summary>Where a text stands in a request.</summary>
/// <param name="Message">The message; -1 for what stands beside the messages.</param>
/// <param name="Part">The part of its content; -1 for what stands beside it.</param>
/// <param name="Role">Who says it.</param>
/// <param name="Member">A member beside the messages.</param>
internal readonly record struct TextPlace(int Message, int Part, Role Role, string Member = "")
{
    /// <summary>As it is told: <c>messages[2].content[0]</c>.</summary>
    public override string ToString() => Message < 0 ? Member : Part < 0 ? $"messages[{Message}]" : $"messages[{Message}].content[{Part}]";
}

/// <summary>Changes the texts of a conversation, wherever a caller can put one: what is said and thought, calls and results of tools, documents, members that nobody knows. Not names and descriptions of tools, nor what is no text.</summary>
/// <param name="change">Changes a text; gives the same instance to leave it.</param>
/// <param name="isAsSaid">Whether a thought, after the change that was made last, is what its model said.</param>
internal sealed class ConversationTexts(Func<string, TextPlace, string> change, Func<bool> isAsSaid)
{
    /// <summary>The request with its texts changed; the same instance where nothing was.</summary>
    public ChatRequest Change(ChatRequest request)
    {
        var messages = Each(request.Messages, Change);
        var beside = new TextPlace(-1, -1, Role.System);
        var user = Text(request.User, beside with { Member = "user" });
        var identifier = Text(request.SafetyIdentifier, beside with { Member = "safety_identifier" });
        var metadata = Json(request.Metadata, beside with { Member = "metadata" });
        var extras = Change(request.Extras, beside);
        return ReferenceEquals(messages, request.Messages) && ReferenceEquals(user, request.User) && ReferenceEquals(identifier, request.SafetyIdentifier) && metadata.Utf8.Equals(request.Metadata.Utf8) && ReferenceEquals(extras, request.Extras)
            ? request
            : request with { Messages = messages, User = user, SafetyIdentifier = identifier, Metadata = metadata, Extras = extras };
    }

    private Message Change(Message message, int number)
    {
        var place = new TextPlace(number, -1, message.Role);
        var parts = Each(message.Parts, (part, i) => Change(part, place with { Part = i }));
        var extras = Change(message.Extras, place);
        var name = Text(message.Name, place);
        return ReferenceEquals(parts, message.Parts) && ReferenceEquals(extras, message.Extras) && ReferenceEquals(name, message.Name) ? message : message with { Parts = parts, Extras = extras, Name = name };
    }

    private Part Change(Part part, TextPlace place)
    {
        var changed = part switch
        {
            TextPart text => Change(text, place),
            ReasoningPart thought => Change(thought, place),
            RefusalPart refusal => TryChange(refusal.Text, place, out var now) ? refusal with { Text = now } : refusal,
            ToolCallPart call => Change(call, place),
            ToolResultPart result => Change(result, place),
            MediaPart { Name: { } title } media when Text(title, place) is var now && !ReferenceEquals(now, title) => Change(media with { Name = now }, place),
            MediaPart { Source: MediaSource.PlainText plain } media => TryChange(plain.Text, place, out var now) ? media with { Source = new MediaSource.PlainText(now) } : media,
            OpaquePart opaque => Json(opaque.Json, place) is var now && now.Utf8.Equals(opaque.Json.Utf8) ? opaque : opaque with { Json = now },
            _ => part,
        };
        var extras = part is MediaPart { Source: MediaSource.Base64 } ? part.Extras : Change(part.Extras, place);
        return ReferenceEquals(extras, part.Extras) ? changed : changed with { Extras = extras };
    }

    /// <summary>A thought that is not any more what its model signed has no signature: with a wrong one the conversation would be refused for good.</summary>
    private ReasoningPart Change(ReasoningPart thought, TextPlace place) =>
        TryChange(thought.Text, place, out var now) ? thought with { Text = now, Signature = isAsSaid() ? thought.Signature : null } : thought;

    private TextPart Change(TextPart part, TextPlace place)
    {
        var moves = TryChange(part.Text, place, out var text);
        var citations = part.Citations.Count == 0 ? part.Citations : Each(part.Citations, (citation, _) => Change(citation, moves, place));
        return !moves && ReferenceEquals(citations, part.Citations) ? part : part with { Text = text, Citations = citations };
    }

    /// <summary>Where the text has changed, nobody knows any more which span of it rests on the source.</summary>
    private Citation Change(Citation citation, bool moves, TextPlace place)
    {
        var isOther = TryChange(citation.CitedText, place, out var cited);
        var (title, native) = (Text(citation.Title, place), Json(citation.Native, place));
        if (!moves && !isOther && ReferenceEquals(title, citation.Title) && native.Utf8.Equals(citation.Native.Utf8))
            return citation;
        return citation with { CitedText = cited, Title = title, Native = native, StartIndex = moves ? null : citation.StartIndex, EndIndex = moves ? null : citation.EndIndex };
    }

    private ToolCallPart Change(ToolCallPart call, TextPlace place)
    {
        var said = call.Arguments.AsText().ToString();
        var now = call.IsCustom ? change(said, place) : Arguments(said, text => change(text, place));
        return ReferenceEquals(now, said) ? call : call with { Arguments = ToolArguments.FromText(now) };
    }

    private ToolResultPart Change(ToolResultPart result, TextPlace place)
    {
        var content = Each(result.Content, (part, _) => Change(part, place));
        var json = Json(result.Json, place);
        return ReferenceEquals(content, result.Content) && json.Utf8.Equals(result.Json.Utf8) ? result : result with { Content = content, Json = json };
    }

    private Extras? Change(Extras? extras, TextPlace place) =>
        extras?.Changed((name, value) => Json(value, place.Message < 0 ? place with { Member = name } : place));

    private string? Text(string? text, TextPlace place) => string.IsNullOrEmpty(text) ? text : change(text, place);

    private bool TryChange(JsonText text, TextPlace place, out JsonText now)
    {
        now = text;
        if (text.IsEmpty)
            return false;
        var said = text.ToString();
        var changed = change(said, place);
        if (ReferenceEquals(said, changed))
            return false;
        now = JsonText.FromString(changed);
        return true;
    }

    private RawJson Json(RawJson json, TextPlace place) => JsonTexts.Change(json, text => change(text, place));

    /// <summary>Arguments with their texts changed; what is no JSON is a text itself.</summary>
    public static string Arguments(string said, Func<string, string> change)
    {
        var bytes = (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(said);
        if (JsonTexts.Change(bytes, change) is not { } now)
            return change(said);
        return now.Equals(bytes) ? said : Encoding.UTF8.GetString(now.Span);
    }

    private static IReadOnlyList<T> Each<T>(IReadOnlyList<T> items, Func<T, int, T> change)
        where T : class
    {
        T[]? changed = null;
        for (var i = 0; i < items.Count; i++)
        {
            var now = change(items[i], i);
            if (ReferenceEquals(now, items[i]))
                continue;
            changed ??= [.. items];
            changed[i] = now;
        }
        return changed ?? items;
    }
}
