using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads an embedding request of a caller.</summary>
internal sealed class EmbedRequestReader
{
    private readonly List<EmbeddingInput> _inputs = [];
    private string _model = "";
    private int? _dimensions;
    private string? _encoding;
    private EmbeddingPurpose? _purpose;
    private InputTruncation? _truncation;
    private Extras? _extras;

    /// <summary>Reads a whole body.</summary>
    public static EmbeddingRequest Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref reader, body) =>
    {
        var request = new EmbedRequestReader();
        while (JsonRead.NextMember(ref reader))
            request.ReadMember(ref reader, body);
        return request.Build();
    });

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("model"u8))
            _model = JsonRead.String(ref reader, body) ?? "";
        else if (reader.ValueTextEquals("texts"u8))
            ReadTexts(ref reader, body);
        else if (reader.ValueTextEquals("images"u8))
            ReadImages(ref reader, body);
        else if (reader.ValueTextEquals("inputs"u8))
            ReadInputs(ref reader, body);
        else if (reader.ValueTextEquals("input_type"u8))
            ReadPurpose(ref reader, body);
        else if (reader.ValueTextEquals("embedding_types"u8))
            ReadTypes(ref reader, body);
        else if (reader.ValueTextEquals("truncate"u8))
            ReadTruncation(ref reader, body);
        else if (reader.ValueTextEquals("output_dimension"u8))
            _dimensions = JsonRead.Int32(ref reader, body);
        else
            OwnExtras.Keep(ref reader, body, ref _extras);
    }

    private void ReadTexts(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
            _inputs.Add(reader.TokenType == JsonTokenType.String ? new EmbeddingInput(JsonScan.ReadText(ref reader, body)) : throw JsonRead.Wrong(ref reader, body, "a text"));
    }

    private void ReadImages(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
            _inputs.Add(reader.TokenType == JsonTokenType.String ? default(EmbeddingInput) with { Native = JsonScan.ReadRaw(ref reader, body) } : throw JsonRead.Wrong(ref reader, body, "a data URL"));
    }

    private void ReadInputs(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw JsonRead.Wrong(ref reader, body, "an object with content");
            var input = JsonScan.ReadRaw(ref reader, body);
            _inputs.Add(TextOf(input) is { } text ? new EmbeddingInput(text) : default(EmbeddingInput) with { Native = input });
        }
    }

    /// <summary>The text of an input that holds nothing else; null for any other.</summary>
    private static JsonText? TextOf(RawJson input)
    {
        var texts = new List<JsonText>();
        var members = new JsonMembers(input.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (!name.SequenceEqual("content"u8) || value.Kind != JsonValueKind.Array)
                return null;
            var reader = value.CreateReader();
            reader.Read();
            while (JsonRead.NextElement(ref reader))
            {
                if (reader.TokenType != JsonTokenType.StartObject || PartText(JsonScan.ReadRaw(ref reader, value.Utf8)) is not { } text)
                    return null;
                texts.Add(text);
            }
        }
        return texts.Count == 1 ? texts[0] : null;
    }

    private static JsonText? PartText(RawJson part)
    {
        JsonText? text = null;
        var members = new JsonMembers(part.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("text"u8) && value.Kind == JsonValueKind.String)
                text = value.AsText();
            else if (!name.SequenceEqual("type"u8))
                return null;
        }
        return text;
    }

    /// <summary>The word stays beside its meaning, since some have none elsewhere.</summary>
    private void ReadPurpose(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var word = JsonRead.Raw(ref reader, body);
        if (word.IsAbsent)
            return;
        if (word.Kind != JsonValueKind.String)
            throw JsonRead.Wrong(ref reader, body, "a string");
        _purpose = InputTypes.Read(word.AsText().ToString());
        OwnExtras.Note(EmbedNames.InputType, word, ref _extras);
    }

    private void ReadTypes(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var types = JsonRead.Raw(ref reader, body);
        if (types.IsAbsent)
            return;
        if (types.Kind != JsonValueKind.Array)
            throw JsonRead.Wrong(ref reader, body, "a list of words");
        var words = EmbedTypes.Read(types);
        var main = Math.Max(0, words.FindIndex(EmbedNames.IsAnybodys));
        _encoding = words.Count == 0 ? null : words[main];
        OwnExtras.Note(EmbedNames.Types, types, ref _extras);
        // One form of vectors comes from others, and what can be made of it; more only Cohere gives.
        for (var i = 0; i < words.Count; i++)
        {
            if (i != main && !EmbedNames.IsAnybodys(words[i]))
                OwnExtras.Add($"{EmbedNames.Types}[{i}]", RawJson.Parse($"\"{words[i]}\""), ref _extras);
        }
    }

    private void ReadTruncation(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => _truncation = JsonRead.String(ref reader, body) switch
    {
        null => null,
        "NONE" => InputTruncation.None,
        "START" => InputTruncation.Start,
        "END" => InputTruncation.End,
        _ => throw JsonRead.Wrong(ref reader, body, "NONE, START or END"),
    };

    private EmbeddingRequest Build() => new()
    {
        Model = _model,
        Inputs = _inputs.Count > 0 ? _inputs : throw new WireFormatException(EmbedNames.Texts, "texts must hold at least one text."),
        Dimensions = _dimensions,
        Encoding = _encoding,
        Purpose = _purpose,
        Truncation = _truncation,
        Dialect = Names.Dialect,
        Extras = _extras,
    };
}
