using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads a request of a caller. Strict in types, open for members that it does not know. One for each request.</summary>
internal sealed class RequestReader
{
    private readonly OptionsReader _options = new();
    private LabelsReader _labels;
    private string _model = "";
    private JsonText _instructions;
    private List<Message> _input = [];
    private bool? _stream;
    private int? _limit;
    private List<ToolSpec>? _tools;
    private ToolChoice? _toolChoice;
    private bool? _parallelToolCalls;
    private Extras? _extras;

    /// <summary>Reads a whole body.</summary>
    public static ChatRequest Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref reader, body) =>
    {
        var request = new RequestReader();
        while (JsonRead.NextMember(ref reader))
            request.ReadMember(ref reader, body);
        return request.Build();
    });

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("model"u8))
            _model = JsonRead.String(ref reader, body) ?? "";
        else if (reader.ValueTextEquals("input"u8))
            _input = InputReader.Read(ref reader, body, ref _extras);
        else if (reader.ValueTextEquals("instructions"u8))
            ReadInstructions(ref reader, body);
        else if (reader.ValueTextEquals("tools"u8))
            _tools = ToolReader.ReadTools(ref reader, body);
        else if (reader.ValueTextEquals("tool_choice"u8))
            _toolChoice = ChoiceReader.Read(ref reader, body);
        else if (reader.ValueTextEquals("parallel_tool_calls"u8))
            _parallelToolCalls = JsonRead.Boolean(ref reader, body);
        else if (reader.ValueTextEquals("max_output_tokens"u8))
            _limit = JsonDemand.Int32(ref reader, body, 1);
        else if (reader.ValueTextEquals("stream"u8))
            _stream = JsonRead.Boolean(ref reader, body);
        else if (!_labels.TryRead(ref reader, body) && !_options.TryRead(ref reader, body, ref _extras))
            SilentMembers.Keep(ref reader, body, ref _extras);
    }

    /// <summary>The instructions may also be a list of items, which is content: it stays whole.</summary>
    private void ReadInstructions(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var ahead = reader;
        ahead.Read();
        if (ahead.TokenType == JsonTokenType.StartArray)
            ExtraMembers.Keep(ref reader, body, ref _extras);
        else if (ahead.TokenType == JsonTokenType.String && ahead.ValueSpan.IsEmpty)
            ExtraMembers.Spell(ref reader, body, Spelling.Instructions, ref _extras);
        else
            _instructions = JsonRead.Text(ref reader, body);
    }

    private ChatRequest Build()
    {
        if (_stream == false)
            ExtraMembers.Note(ref _extras, Spelling.NotStreaming);
        if (_tools is { Count: 0 })
            ExtraMembers.Note(ref _extras, Spelling.NoTools);
        if (!_instructions.IsEmpty)
            _input.Insert(0, new Message(Role.System, [new TextPart(_instructions) { IsBare = true }]) { Extras = ExtraMembers.Noting(Spelling.Instructions) });
        return _labels.Complete(_options.Complete(new ChatRequest
        {
            Model = _model,
            Messages = _input,
            Stream = _stream == true,
            MaxTokens = _limit,
            Tools = _tools ?? (IReadOnlyList<ToolSpec>)[],
            ToolChoice = _toolChoice,
            ParallelToolCalls = _parallelToolCalls,
            Dialect = Names.Dialect,
            Extras = _extras,
        }));
    }
}
