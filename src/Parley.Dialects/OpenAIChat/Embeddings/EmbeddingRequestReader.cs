using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads an embedding request of a caller: <c>input</c> is a text, a list of texts, the numbers of a text's tokens, or a list of those.</summary>
internal sealed class EmbeddingRequestReader
{
    private readonly List<EmbeddingInput> _inputs = [];
    private bool _isSingle;
    private string _model = "";
    private int? _dimensions;
    private string? _encoding;
    private EmbeddingPurpose? _purpose;
    private string? _user;
    private Extras? _extras;

    /// <summary>Reads a whole body.</summary>
    public static EmbeddingRequest Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref reader, body) =>
    {
        var request = new EmbeddingRequestReader();
        while (JsonRead.NextMember(ref reader))
            request.ReadMember(ref reader, body);
        return request.Build();
    });

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("model"u8))
            _model = JsonRead.String(ref reader, body) ?? "";
        else if (reader.ValueTextEquals("input"u8))
            ReadInput(ref reader, body);
        else if (reader.ValueTextEquals("dimensions"u8))
            _dimensions = JsonRead.Int32(ref reader, body);
        else if (reader.ValueTextEquals("output_dimension"u8))
            ReadOutputDimension(ref reader, body);
        else if (reader.ValueTextEquals("encoding_format"u8))
            _encoding = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("user"u8))
            _user = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("input_type"u8) || reader.ValueTextEquals("task"u8))
            ReadPurpose(ref reader, body);
        else
            ExtraMembers.Keep(ref reader, body, ref _extras);
    }

    private void ReadInput(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var input = JsonRead.Raw(ref reader, body);
        if (input.Kind == JsonValueKind.String)
        {
            _isSingle = true;
            _inputs.Add(new EmbeddingInput(input.AsText()));
            return;
        }
        if (input.Kind != JsonValueKind.Array)
            throw JsonRead.Wrong(ref reader, body, "a text, a list of texts, or token numbers");
        ReadList(input);
    }

    private void ReadList(RawJson list)
    {
        var reader = list.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                _isSingle = true;
                _inputs.Clear();
                _inputs.Add(default(EmbeddingInput) with { Tokens = list });
                return;
            }
            var item = JsonScan.ReadRaw(ref reader, list.Utf8);
            _inputs.Add(item.Kind switch
            {
                JsonValueKind.String => new EmbeddingInput(item.AsText()),
                JsonValueKind.Array => default(EmbeddingInput) with { Tokens = item },
                JsonValueKind.Object => default(EmbeddingInput) with { Native = item },
                _ => throw new WireFormatException($"input[{_inputs.Count}]", $"input[{_inputs.Count}] must be a text or token numbers."),
            });
        }
    }

    /// <summary>Voyage, NVIDIA and Cohere's imitation say what the vectors are for under <c>input_type</c>, Jina under <c>task</c>; the word itself stays, for upstreams of this dialect.</summary>
    private void ReadPurpose(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var name = reader.ValueTextEquals("task"u8) ? EmbeddingWords.Task : EmbeddingWords.InputType;
        ExtraMembers.Keep(ref reader, body, ref _extras);
        var word = _extras![name];
        if (word.Kind == JsonValueKind.String)
            _purpose = EmbeddingWords.PurposeOf(word.AsText().ToString()) ?? _purpose;
    }

    /// <summary>Voyage's and Mistral's name for the length of the vectors; one that says nothing stays as it is.</summary>
    private void ReadOutputDimension(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var number = reader;
        if (JsonRead.Int32(ref number, body) is not { } dimensions)
        {
            ExtraMembers.Keep(ref reader, body, ref _extras);
            return;
        }
        reader = number;
        _dimensions = dimensions;
        ExtraMembers.Note(ref _extras, EmbeddingWords.OutputDimension);
    }

    private EmbeddingRequest Build() => new()
    {
        Model = _model,
        Inputs = _inputs.Count > 0 ? _inputs : throw new WireFormatException("input", "input must hold at least one text."),
        IsSingle = _isSingle,
        Dimensions = _dimensions,
        Encoding = _encoding,
        Purpose = _purpose,
        User = _user,
        Dialect = Names.Dialect,
        Extras = _extras,
    };
}
