using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Schemas;

/// <summary>
/// Finds the JSON in what a model wrote around it: greetings, code fences, explanations. Small faults that models make are repaired: commas before a closing bracket, comments, line breaks within strings, Python's words for true, false and null.
/// </summary>
public static class JsonInText
{
    /// <summary>Each may be looked through to the end of the text: no answer may make that many.</summary>
    private const int MostSpans = 64;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Behind what models think aloud, where it is not taken from them: the answer.</summary>
    private static readonly string[] EndsOfThought = ["</think>", "</thinking>", "</thought>", "</reasoning>"];

    /// <summary>The JSON value; null when there is none. The largest span counts: an example in the prose is shorter than the answer. What stands behind a thought counts before the thought.</summary>
    /// <param name="text">What the model wrote.</param>
    /// <param name="fits">Whether a value is what was asked for; the first that is wins over larger ones that are not.</param>
    public static JsonDocument? Find(string text, Predicate<JsonElement> fits)
    {
        var whole = UnpairedSurrogates.Replaced(text);
        JsonDocument? best = null;
        foreach (var part in (ReadOnlySpan<string?>)[AnswerIn(whole), whole])
        {
            var found = part is null ? null : FindIn(part, fits);
            if (found is not null && fits(found.RootElement))
            {
                best?.Dispose();
                return found;
            }
            if (best is null)
                best = found;
            else
                found?.Dispose();
        }
        return best;
    }

    /// <summary>What stands behind the last thought; null where none is told.</summary>
    private static string? AnswerIn(string text)
    {
        var at = 0;
        foreach (var end in EndsOfThought)
        {
            if (text.LastIndexOf(end, StringComparison.OrdinalIgnoreCase) is >= 0 and var place)
                at = Math.Max(at, place + end.Length);
        }
        return at == 0 ? null : text[at..];
    }

    private static JsonDocument? FindIn(string text, Predicate<JsonElement> fits)
    {
        JsonDocument? largest = null;
        var size = 0;
        foreach (var candidate in Candidates(text))
        {
            if (TryParse(candidate) is not { } document)
                continue;
            if (fits(document.RootElement))
            {
                largest?.Dispose();
                return document;
            }
            if (candidate.Length > size)
            {
                largest?.Dispose();
                (largest, size) = (document, candidate.Length);
            }
            else
            {
                document.Dispose();
            }
        }
        return largest;
    }

    /// <summary>The whole text, what stands in fences, and every outermost balanced span.</summary>
    private static IEnumerable<string> Candidates(string text)
    {
        yield return text.Trim();
        foreach (var fenced in Fenced(text))
            yield return fenced;
        var at = text.AsSpan().IndexOfAny('{', '[');
        for (var tried = 0; at >= 0 && tried < MostSpans; tried++)
        {
            var end = EndOf(text, at);
            if (end > 0)
                yield return text[at..end];
            var from = end > 0 ? end : at + 1;
            var next = text.AsSpan(from).IndexOfAny('{', '[');
            if (next < 0)
                yield break;
            at = from + next;
        }
    }

    private static IEnumerable<string> Fenced(string text)
    {
        const string Fence = "```";
        for (var open = text.IndexOf(Fence, StringComparison.Ordinal); open >= 0;)
        {
            var start = text.IndexOf('\n', open);
            var close = start < 0 ? -1 : text.IndexOf(Fence, start, StringComparison.Ordinal);
            if (close < 0)
                yield break;
            yield return text[start..close].Trim();
            open = text.IndexOf(Fence, close + Fence.Length, StringComparison.Ordinal);
        }
    }

    /// <summary>Behind the bracket that closes the one at a place; 0 when none does.</summary>
    private static int EndOf(string text, int at)
    {
        var depth = 0;
        for (var i = at; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"': i = EndOfString(text, i); break;
                case '{' or '[': depth++; break;
                case '}' or ']':
                    if (--depth == 0)
                        return i + 1;
                    break;
            }
        }
        return 0;
    }

    private static int EndOfString(string text, int quote)
    {
        for (var i = quote + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i;
        }
        return text.Length;
    }

    private static JsonDocument? TryParse(string text)
    {
        if (text.Length == 0)
            return null;
        return TryParseAs(text) ?? TryParseAs(Repaired(text));
    }

    private static JsonDocument? TryParseAs(string text)
    {
        try
        {
            return JsonDocument.Parse(text, Lenient);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Repaired(string text)
    {
        var repaired = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                var end = Math.Min(EndOfString(text, i), text.Length - 1);
                AppendString(repaired, text.AsSpan(i, end - i + 1));
                i = end;
            }
            else if (WordAt(text, i) is var (python, json))
            {
                repaired.Append(json);
                i += python.Length - 1;
            }
            else
            {
                repaired.Append(text[i]);
            }
        }
        return repaired.ToString();
    }

    private static void AppendString(StringBuilder repaired, ReadOnlySpan<char> token)
    {
        foreach (var character in token)
        {
            if (character >= ' ')
                repaired.Append(character);
            else
                repaired.Append(character switch { '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", _ => $"\\u{(int)character:x4}" });
        }
    }

    private static (string Python, string Json)? WordAt(string text, int at)
    {
        if (at > 0 && char.IsLetterOrDigit(text[at - 1]))
            return null;
        foreach (var word in (ReadOnlySpan<(string Python, string Json)>)[("True", "true"), ("False", "false"), ("None", "null")])
        {
            var end = at + word.Python.Length;
            if (string.CompareOrdinal(text, at, word.Python, 0, word.Python.Length) == 0 && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return word;
        }
        return null;
    }
}
