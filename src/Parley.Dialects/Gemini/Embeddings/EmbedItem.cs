using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>One request to embed one content, as it stands alone or in a batch.</summary>
internal struct EmbedItem
{
    private readonly List<JsonText> _texts = [];
    private bool _isPlain = true;
    private bool _hasParts;

    /// <summary>Nothing read yet.</summary>
    public EmbedItem()
    {
    }

    /// <summary>The request as it stood.</summary>
    public RawJson Whole { get; private set; }

    /// <summary>The model as it is spelt; absent when it is only in the path.</summary>
    public RawJson Model { get; private set; }

    /// <summary>What the vector is for, as it is spelt.</summary>
    public string? TaskType { get; private set; }

    /// <summary>How long the vector is to be.</summary>
    public int? Dimensions { get; private set; }

    /// <summary>Reads the object that the reader stands on.</summary>
    public static EmbedItem Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string place)
    {
        JsonRead.Object(ref reader, body);
        var item = new EmbedItem();
        var start = (int)reader.TokenStartIndex;
        while (JsonRead.NextMember(ref reader))
            item.ReadMember(ref reader, body);
        item.Whole = new RawJson(body[start..(int)reader.BytesConsumed]);
        return item._hasParts ? item : throw new WireFormatException($"{place}.parts", $"{place} has no part to embed.");
    }

    /// <summary>The content to embed; kept whole where it is more than one text, or asks for something else than the others.</summary>
    public readonly EmbeddingInput ToInput(EmbedItem first)
    {
        var text = _texts.Count == 1 ? _texts[0] : JsonText.FromString(string.Join('\n', _texts));
        var isLikeFirst = TaskType == first.TaskType && Dimensions == first.Dimensions && (TaskType is null || TaskTypes.Read(TaskType) is not null);
        return new EmbeddingInput(text) { Native = _isPlain && isLikeFirst && _texts.Count == 1 ? default : Whole };
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("model"u8))
            Model = JsonRead.Raw(ref reader, body);
        else if (reader.ValueTextEquals("content"u8))
            ReadContent(ref reader, body);
        else if (reader.Is("taskType"u8, "task_type"u8))
            TaskType = JsonRead.String(ref reader, body);
        else if (reader.Is("outputDimensionality"u8, "output_dimensionality"u8))
            Dimensions = JsonRead.Int32(ref reader, body);
        else
            KeepsWhole(ref reader);
    }

    private void ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        while (JsonRead.NextMember(ref reader))
        {
            if (!reader.ValueTextEquals("parts"u8))
                KeepsWhole(ref reader);
            else
                ReadParts(ref reader, body);
        }
    }

    /// <summary>A list, or one part that stands alone as some clients write it.</summary>
    private void ReadParts(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
            ReadPart(ref reader, body);
        if (reader.TokenType != JsonTokenType.StartArray)
            return;
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadPart(ref reader, body);
            else
                reader.Skip();
        }
    }

    private void ReadPart(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        _hasParts = true;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
                _texts.Add(JsonRead.Text(ref reader, body));
            else
                KeepsWhole(ref reader);
        }
    }

    private void KeepsWhole(ref Utf8JsonReader reader)
    {
        _isPlain = false;
        JsonRead.Skip(ref reader);
    }
}
