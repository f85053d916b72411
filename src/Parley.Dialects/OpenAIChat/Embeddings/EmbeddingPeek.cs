using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads what routing needs of an embedding request.</summary>
internal static class EmbeddingPeek
{
    private const int BytesPerToken = 4;

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">The JSON is broken, or a member that is read here occurs twice or has the wrong type.</exception>
    public static RequestHead Read(ReadOnlyMemory<byte> body)
    {
        var (model, input, encoding) = (default(RawJson), default(RawJson), default(RawJson));
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("model"u8))
                    Take(ref model, value, "model");
                else if (name.SequenceEqual("input"u8))
                    Take(ref input, value, "input");
                else if (name.SequenceEqual("encoding_format"u8))
                    Take(ref encoding, value, "encoding_format");
            }
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        var asked = TextOf(encoding, "encoding_format");
        return new RequestHead
        {
            Model = TextOf(model, "model") ?? "",
            ModelValue = model.Kind == JsonValueKind.String ? JsonMembers.RangeOf(body, model) : default,
            Inputs = Count(input, out var hasTokens),
            Demand = hasTokens ? new OwnDemand("input", "token numbers in place of texts") : null,
            StreamOptions = asked is null ? StreamOptions.None : new StreamOptions { VectorEncoding = asked },
            EstimatedInputTokens = input.Utf8.Length / BytesPerToken,
        };
    }

    private static void Take(ref RawJson member, RawJson value, string name)
    {
        if (!member.IsAbsent)
            throw new WireFormatException(name, $"The member {name} occurs twice.");
        member = value;
    }

    private static string? TextOf(RawJson value, string name) => value.Kind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => value.AsText().ToString(),
        _ => throw new WireFormatException(name, $"{name} must be a string."),
    };

    /// <summary>Texts in a list; a list of numbers is one text. Objects are the inputs of models that look at images too. Numbers of a vocabulary mean nothing where the operation has none.</summary>
    private static int Count(RawJson input, out bool hasTokens)
    {
        hasTokens = false;
        if (input.Kind == JsonValueKind.String)
            return 1;
        if (input.Kind != JsonValueKind.Array)
            throw new WireFormatException("input", "input must be a text, a list of texts, or token numbers.");
        var count = 0;
        var isOfNumbers = false;
        var reader = input.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            if (count == 0)
                isOfNumbers = reader.TokenType == JsonTokenType.Number;
            if (isOfNumbers != (reader.TokenType == JsonTokenType.Number) || !isOfNumbers && !IsInput(ref reader, input))
                throw new WireFormatException($"input[{count}]", $"input[{count}] must be a text or token numbers.");
            hasTokens |= reader.TokenType is JsonTokenType.Number or JsonTokenType.EndArray;
            count++;
        }
        if (count == 0)
            throw new WireFormatException("input", "input must hold at least one text.");
        return isOfNumbers ? 1 : count;
    }

    private static bool IsInput(ref Utf8JsonReader reader, RawJson input)
    {
        var item = JsonScan.ReadRaw(ref reader, input.Utf8);
        if (item.Kind != JsonValueKind.Array)
            return item.Kind is JsonValueKind.String or JsonValueKind.Object;
        var tokens = item.CreateReader();
        tokens.Read();
        var isOfNumbers = false;
        while (JsonRead.NextElement(ref tokens))
        {
            isOfNumbers = tokens.TokenType == JsonTokenType.Number;
            if (!isOfNumbers)
                return false;
        }
        return isOfNumbers;
    }
}
