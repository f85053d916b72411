using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>The <c>prompt</c>: a text, a list of texts, the numbers of a text's tokens, or a list of those.</summary>
internal readonly struct CompletionPrompt
{
    private CompletionPrompt(RawJson value, IReadOnlyList<JsonText> texts, int count)
    {
        Value = value;
        Texts = texts;
        Count = count;
    }

    /// <summary>The member as it stood; absent when there was none.</summary>
    public RawJson Value { get; }

    /// <summary>The texts; none of token numbers.</summary>
    public IReadOnlyList<JsonText> Texts { get; }

    /// <summary>How many prompts there are, each of which is answered.</summary>
    public int Count { get; }

    /// <summary>True for what one user message says.</summary>
    public bool IsOneText => Texts is [{ IsEmpty: false }];

    /// <summary>Reads the member.</summary>
    /// <exception cref="WireFormatException">It is none of these; the exception names the place.</exception>
    public static CompletionPrompt Read(RawJson value) => value.Kind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => new CompletionPrompt(default, [], 0),
        JsonValueKind.String => new CompletionPrompt(value, [value.AsText()], 1),
        JsonValueKind.Array => OfList(value),
        _ => throw Wrong("prompt", "a text, a list of texts, or token numbers"),
    };

    private static CompletionPrompt OfList(RawJson list)
    {
        var texts = new List<JsonText>();
        var first = JsonTokenType.None;
        var reader = list.CreateReader();
        reader.Read();
        var i = 0;
        for (; JsonRead.NextElement(ref reader); i++)
        {
            if (i == 0)
                first = reader.TokenType;
            if (reader.TokenType != first || first is not (JsonTokenType.String or JsonTokenType.Number or JsonTokenType.StartArray))
                throw Wrong($"prompt[{i}]", first is JsonTokenType.String && i > 0 ? "a text" : "a text or token numbers");
            if (first == JsonTokenType.String)
                texts.Add(JsonScan.ReadText(ref reader, list.Utf8));
            else if (first == JsonTokenType.StartArray)
                DemandNumbers(JsonScan.ReadRaw(ref reader, list.Utf8), i);
        }
        return first == JsonTokenType.None ? throw new WireFormatException("prompt", "prompt must hold at least one text.") : new CompletionPrompt(list, texts, first == JsonTokenType.Number ? 1 : i);
    }

    private static void DemandNumbers(RawJson tokens, int place)
    {
        var reader = tokens.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType != JsonTokenType.Number)
                throw Wrong($"prompt[{place}]", "token numbers");
        }
    }

    private static WireFormatException Wrong(string place, string expected) => new(place, $"{place} must be {expected}.");
}
