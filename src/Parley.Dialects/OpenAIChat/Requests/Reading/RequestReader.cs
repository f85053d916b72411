using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads a request of a caller. Strict in types, open for members that it does not know. One for each request.</summary>
internal sealed class RequestReader
{
    private SamplingReader _sampling;
    private ReasoningReader _reasoning;
    private LabelsReader _labels;
    private string _model = "";
    private IReadOnlyList<Message> _messages = [];
    private bool? _stream;
    private bool _includeUsage;
    private TokenLimits _limits;
    private List<JsonText>? _stop;
    private List<ToolSpec>? _tools;
    private ToolChoice? _toolChoice;
    private bool? _parallelToolCalls;
    private ResponseFormat? _responseFormat;
    private string? _verbosity;
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
        else if (reader.ValueTextEquals("messages"u8))
            _messages = new MessageReader().ReadAll(ref reader, body);
        else if (reader.ValueTextEquals("tools"u8))
            _tools = ToolReader.ReadTools(ref reader, body);
        else if (reader.ValueTextEquals("tool_choice"u8))
            _toolChoice = ToolReader.ReadChoice(ref reader, body);
        else if (reader.ValueTextEquals("parallel_tool_calls"u8))
            _parallelToolCalls = JsonRead.Boolean(ref reader, body);
        else if (!ReadLimit(ref reader, body) && !ReadStreaming(ref reader, body) && !ReadOlder(ref reader, body) && !_labels.TryRead(ref reader, body)
            && !_sampling.TryRead(ref reader, body, ref _extras) && !_reasoning.TryRead(ref reader, body, ref _extras))
            ReadFormatOrKeep(ref reader, body);
    }

    private bool ReadLimit(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("max_tokens"u8))
            _limits.Older = SharedMembers.ReadLimit(ref reader, body, 1, ref _extras);
        else if (reader.ValueTextEquals("max_completion_tokens"u8))
            _limits.Newer = SharedMembers.ReadLimit(ref reader, body, 1, ref _extras);
        else if (reader.ValueTextEquals("stop"u8))
            _stop = SharedMembers.ReadStop(ref reader, body, ref _extras) ?? _stop;
        else
            return false;
        return true;
    }

    private bool ReadStreaming(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("stream"u8))
            _stream = JsonRead.Boolean(ref reader, body);
        else if (reader.ValueTextEquals("stream_options"u8))
            _includeUsage = SharedMembers.ReadIncludeUsage(ref reader, body, ref _extras);
        else
            return false;
        return true;
    }

    private bool ReadOlder(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("functions"u8))
        {
            _tools = ToolReader.ReadFunctions(ref reader, body);
            ExtraMembers.Note(ref _extras, Spelling.Functions);
        }
        else if (reader.ValueTextEquals("function_call"u8))
        {
            _toolChoice = ToolReader.ReadFunctionCall(ref reader, body);
            ExtraMembers.Note(ref _extras, Spelling.FunctionCall);
        }
        else
        {
            return false;
        }
        return true;
    }

    private void ReadFormatOrKeep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("response_format"u8))
            _responseFormat = ResponseFormatReader.Read(ref reader, body, ref _extras);
        else if (reader.ValueTextEquals("verbosity"u8))
            _verbosity = JsonRead.String(ref reader, body);
        else
            ExtraMembers.Keep(ref reader, body, ref _extras);
    }

    private ChatRequest Build()
    {
        if (_stream == false)
            ExtraMembers.Note(ref _extras, Spelling.NotStreaming);
        if (_tools is { Count: 0 })
            ExtraMembers.Note(ref _extras, Spelling.NoTools);
        if (_limits.Newer is not null)
            ExtraMembers.Note(ref _extras, Spelling.MaxCompletionTokens);
        _limits.KeepOther(Names.Dialect, ref _extras);
        return _labels.Complete(new ChatRequest
        {
            Model = _model,
            Messages = _messages,
            Stream = _stream == true,
            StreamOptions = _includeUsage ? new StreamOptions(IncludeUsage: true) : StreamOptions.None,
            MaxTokens = _limits.One,
            Sampling = _sampling.Build(),
            StopSequences = _stop ?? (IReadOnlyList<JsonText>)[],
            Tools = _tools ?? (IReadOnlyList<ToolSpec>)[],
            ToolChoice = _toolChoice,
            ParallelToolCalls = _parallelToolCalls,
            ResponseFormat = _responseFormat,
            Reasoning = _reasoning.Build(),
            Verbosity = _verbosity,
            Dialect = Names.Dialect,
            Extras = _extras,
        });
    }
}
