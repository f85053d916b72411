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

    /// <summary>A source with what its dialect's clients demand and the provider left out: the engine's id and time, and a usage whose total is the sum.</summary>
    public static ChatReply Completed(ChatReply source, ChatReply written) => source with
    {
        Id = source.Id ?? written.Id,
        Created = source.Created ?? written.Created,
        Usage = source.Usage.Input.IsKnown && source.Usage.Output.IsKnown ? source.Usage with { ProviderTotal = written.Usage.ProviderTotal } : written.Usage,
    };

    private static string Text(Protocol target, ChatReply reply)
    {
        // A stream of Ollama is dated by its first line, a whole reply by its end.
        string[] except = target.Dialect == Protocol.Ollama.Dialect ? [nameof(TextPart.IsBare), nameof(ChatReply.Created)] : [nameof(TextPart.IsBare)];
        var isGemini = target.Dialect == Protocol.Gemini.Dialect;
        return ConversationText.Of(reply with { Choices = [.. reply.Choices.Select(choice => choice with { Parts = Joined(choice.Parts, isGemini) })] }, except);
    }

    /// <summary>Gemini's stream has no borders between texts.</summary>
    private static List<Part> Joined(IReadOnlyList<Part> parts, bool isGemini)
    {
        var joined = new List<Part>();
        foreach (var part in parts.Select(part => isGemini && part is TextPart text ? WithoutSpans(text) : part))
        {
            if (part is TextPart { Signature: null } next && joined.Count > 0 && joined[^1] is TextPart { Signature: null } last)
                joined[^1] = last with { Text = last.Text.ToString() + next.Text, Citations = [.. last.Citations, .. next.Citations] };
            else
                joined.Add(part);
        }
        return joined;
    }

    /// <summary>
    /// Gemini's spans stand in <c>groundingMetadata</c>, which is compared with the extras. What is read of it as citations has spans in a stream only where sources were announced before the text.
    /// </summary>
    private static TextPart WithoutSpans(TextPart text) => text with { Citations = [.. text.Citations.Select(static citation => citation with { StartIndex = null, EndIndex = null })] };

    private static string At(string[] lines, int line) => line < lines.Length ? $"'{lines[line].Trim()}'" : "the end";
}
