using Parley.Corpus.Tests.Recordings;
using Parley.Dialects.Conversation;
using Parley.TestKit;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>
/// Replies in the form in which a folded stream and a whole reply can be compared: what the wires themselves tell differently in the two forms is left out.
/// </summary>
internal static class FoldForm
{
    /// <summary>The first line that differs; null when there is none.</summary>
    public static string? Difference(Protocol target, ChatReply whole, ChatReply folded)
    {
        var expected = Text(target, whole).Split('\n');
        var actual = Text(target, folded).Split('\n');
        for (var i = 0; i < Math.Max(expected.Length, actual.Length); i++)
        {
            if (At(expected, i) != At(actual, i))
                return $"expected {At(expected, i)}, actual {At(actual, i)}";
        }
        return null;
    }

    private static string Text(Protocol target, ChatReply reply)
    {
        // A stream of Ollama is dated by its first line, a whole reply by its end.
        string[] except = target.Dialect == Protocol.Ollama.Dialect ? [nameof(TextPart.IsBare), nameof(ChatReply.Created)] : [nameof(TextPart.IsBare)];
        return ConversationText.Of(reply with { Choices = [.. reply.Choices.Select(static choice => choice with { Parts = Joined(choice.Parts), Extras = WithoutSpans(choice.Extras) })] }, except);
    }

    /// <summary>Gemini's stream has no borders between texts.</summary>
    private static List<Part> Joined(IReadOnlyList<Part> parts)
    {
        var joined = new List<Part>();
        foreach (var part in parts.Select(static part => part is TextPart text ? WithoutSpans(text) : part))
        {
            if (part is TextPart { Signature: null } next && joined.Count > 0 && joined[^1] is TextPart { Signature: null } last)
                joined[^1] = last with { Text = last.Text.ToString() + next.Text, Citations = [.. last.Citations, .. next.Citations] };
            else
                joined.Add(part);
        }
        return joined;
    }

    /// <summary>A stream tells a source before the text that rests on it, or behind all of it: where the text begins and ends is known to the whole reply alone.</summary>
    private static TextPart WithoutSpans(TextPart text) => text with { Citations = [.. text.Citations.Select(static citation => citation with { StartIndex = null, EndIndex = null, Native = default })] };

    private static Extras? WithoutSpans(Extras? extras)
    {
        if (extras is null || extras["groundingMetadata"].IsAbsent)
            return extras;
        var kept = new Extras(extras.Dialect);
        foreach (var (name, value) in extras.Members.Where(static member => member.Key != "groundingMetadata"))
            kept.Add(name, value);
        return kept;
    }

    private static string At(string[] lines, int line) => line < lines.Length ? $"'{lines[line].Trim()}'" : "the end";
}
