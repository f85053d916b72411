using System.Text.Json;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>A message that is done: mostly it says once more what its pieces said, and need not be read.</summary>
internal static class WholeMessage
{
    /// <summary>Whether all that the item says was said by the events before it. False also for what is no message, and when in doubt.</summary>
    /// <param name="item">What came before.</param>
    /// <param name="json">The item.</param>
    /// <param name="said">What was said by now.</param>
    public static bool IsKnown(ItemState item, RawJson json, SaidSoFar said)
    {
        var isMessage = false;
        var isKnown = false;
        var members = new JsonMembers(json.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("type"u8))
                isMessage = value.Utf8.Span.SequenceEqual("\"message\""u8);
            else if (name.SequenceEqual("content"u8))
                isKnown = value.Kind == JsonValueKind.Array && IsContentKnown(item, value, said);
        }
        return isMessage && isKnown;
    }

    private static bool IsContentKnown(ItemState item, RawJson content, SaidSoFar said)
    {
        var number = 0;
        var elements = new JsonElements(content);
        while (elements.Next(out var part))
        {
            if (part.Kind != JsonValueKind.Object || item.FindContent(number++) is not { HasText: true } known || !IsPartKnown(known, part, said))
                return false;
        }
        return number > 0;
    }

    private static bool IsPartKnown(ContentState known, RawJson part, SaidSoFar said)
    {
        var isText = false;
        var isKnown = false;
        var members = new JsonMembers(part.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("type"u8))
                isText = value.Utf8.Span.SequenceEqual("\"output_text\""u8);
            else if (name.SequenceEqual("text"u8))
                isKnown = value.Kind == JsonValueKind.String && said.RestOf(0, known.Part, value.AsText()).IsEmpty;
            else if ((name.SequenceEqual("annotations"u8) || name.SequenceEqual("logprobs"u8)) && !JsonMembers.IsEmptyList(value))
                return false;
        }
        return isText && isKnown;
    }
}
