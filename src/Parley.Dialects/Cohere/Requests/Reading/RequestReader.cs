using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads a request of a caller. Strict in types, open for members that it does not know. One for each request.</summary>
internal sealed class RequestReader
{
    private readonly SamplingReader _sampling = new();
    private readonly MessageReader _messages = new();
    private readonly List<RawJson> _documents = [];
    private readonly List<JsonText> _stops = [];
    private string _model = "";
    private bool? _stream;
    private int? _maxTokens;
    private List<ToolSpec> _tools = [];
    private ToolChoice? _toolChoice;
    private RawJson _strictTools;
    private ResponseFormat? _format;
    private ReasoningOptions? _reasoning;
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
            _messages.Read(ref reader, body);
        else if (reader.ValueTextEquals("stream"u8))
            _stream = JsonRead.Boolean(ref reader, body);
        else if (reader.ValueTextEquals("documents"u8))
            ReadDocuments(ref reader, body);
        else if (!ReadTools(ref reader, body) && !ReadLimits(ref reader, body) && !_sampling.TryRead(ref reader, body, ref _extras))
            ReadRest(ref reader, body);
    }

    private bool ReadTools(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("tools"u8))
            _tools = ToolReader.ReadAll(ref reader, body, ref _extras);
        else if (reader.ValueTextEquals("tool_choice"u8))
            _toolChoice = ToolReader.ReadChoice(ref reader, body);
        else if (reader.ValueTextEquals("strict_tools"u8))
            ReadStrict(ref reader, body);
        else
            return false;
        return true;
    }

    private void ReadStrict(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (JsonRead.Boolean(ref reader, body) is not { } strict)
            return;
        _strictTools = RawJson.Parse(strict ? "true" : "false");
        OwnExtras.Note(Spelling.StrictTools, _strictTools, ref _extras);
    }

    private bool ReadLimits(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("max_tokens"u8))
            _maxTokens = JsonDemand.Int32(ref reader, body, 0);
        else if (reader.ValueTextEquals("stop_sequences"u8))
            ReadStops(ref reader, body);
        else
            return false;
        return true;
    }

    private void ReadStops(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
            _stops.Add(JsonDemand.TextHere(ref reader, body));
        if (_stops.Count == 0)
            OwnExtras.AddEmptyList("stop_sequences", ref _extras);
    }

    private void ReadDocuments(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.StartObject))
                throw JsonRead.Wrong(ref reader, body, "a string or an object");
            _documents.Add(JsonScan.ReadRaw(ref reader, body));
        }
        if (_documents.Count == 0)
            OwnExtras.AddEmptyList("documents", ref _extras);
    }

    private void ReadRest(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("response_format"u8))
            _format = FormatReader.Read(ref reader, body);
        else if (reader.ValueTextEquals("thinking"u8))
            _reasoning = ThinkingReader.Read(ref reader, body);
        else
            OwnExtras.Keep(ref reader, body, ref _extras);
    }

    private ChatRequest Build()
    {
        if (_stream == false)
            OwnExtras.Note(Spelling.NotStreaming, ref _extras);
        return new ChatRequest
        {
            Model = _model,
            Messages = WithDocuments(),
            Stream = _stream == true,
            MaxTokens = _maxTokens,
            Sampling = _sampling.Build(),
            StopSequences = _stops,
            Tools = _strictTools.Kind == JsonValueKind.True ? _tools.ConvertAll(static tool => tool with { Strict = true }) : _tools,
            ToolChoice = _toolChoice,
            ResponseFormat = _format,
            Reasoning = _reasoning,
            Dialect = Names.Dialect,
            Extras = _extras,
        };
    }

    /// <summary>The documents stand before what the user said last: it is what they are about.</summary>
    private IReadOnlyList<Message> WithDocuments()
    {
        if (_documents.Count == 0)
            return _messages.Messages;
        var wantsCitations = WantsCitations();
        var documents = _documents.ConvertAll<Part>(document => DocumentFields.Read(document, wantsCitations));
        var messages = new List<Message>(_messages.Messages);
        var place = messages.FindLastIndex(static message => message.Role == Role.User);
        if (place < 0)
            messages.Add(new Message(Role.User, documents));
        else
            messages[place] = messages[place] with { Parts = [.. documents, .. messages[place].Parts] };
        return messages;
    }

    private bool WantsCitations() =>
        Schemas.SchemaNode.Of(_extras?["citation_options"] ?? default).Text("mode")?.ToUpperInvariant() is not ("OFF" or "DISABLED");
}
