using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Reads a request of either operation.</summary>
/// <remarks>Members that are there but say nothing (<c>"format": ""</c>, <c>"tools": []</c>, as the Python client writes them) are kept as extras, so that they are there again.</remarks>
internal sealed class RequestReader
{
    private readonly OllamaRoute _route;
    private readonly MessageReader _messages = new();
    private readonly PromptReader _prompt = new();
    private readonly OptionsReader _options = new();
    private string _model = "";
    private bool? _stream;
    private bool? _logprobs;
    private int? _topLogprobs;
    private List<ToolSpec> _tools = [];
    private ResponseFormat? _format;
    private ReasoningOptions? _reasoning;
    private Extras? _extras;

    private RequestReader(OllamaRoute route) => _route = route;

    /// <summary>Reads the body.</summary>
    public static ChatRequest Read(ReadOnlyMemory<byte> body, OllamaRoute route) =>
        JsonRead.Guard(body, (ref Utf8JsonReader reader, ReadOnlyMemory<byte> bytes) => new RequestReader(route).ReadBody(ref reader, bytes));

    private ChatRequest ReadBody(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        while (JsonRead.NextMember(ref reader))
        {
            if (!ReadCommon(ref reader, body) && !ReadOwn(ref reader, body))
                ExtrasReading.Keep(ref reader, body, DialectNames.Ollama, ref _extras);
        }
        if (_stream is null)
            PlacedExtras.MarkAbsent("stream", ref _extras);
        return new ChatRequest
        {
            Model = _model,
            Messages = _route == OllamaRoute.Chat ? _messages.Messages : _prompt.Messages,
            Stream = _stream ?? true,
            MaxTokens = _options.MaxTokens,
            Sampling = _logprobs is null && _topLogprobs is null ? _options.Sampling : _options.Sampling with { Logprobs = _logprobs, TopLogprobs = _topLogprobs },
            StopSequences = _options.Stop,
            Tools = _tools,
            ResponseFormat = _format,
            Reasoning = _reasoning,
            Dialect = DialectNames.Ollama,
            Extras = _extras,
        };
    }

    private bool ReadCommon(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("model"u8))
            _model = JsonRead.String(ref reader, body) ?? "";
        else if (reader.ValueTextEquals("stream"u8))
            _stream = JsonRead.Boolean(ref reader, body);
        else if (reader.ValueTextEquals("options"u8))
            _options.Read(ref reader, body, ref _extras);
        else if (reader.ValueTextEquals("format"u8))
            ReadFormat(ref reader, body);
        else if (reader.ValueTextEquals("think"u8))
            ReadThink(ref reader, body);
        else if (reader.ValueTextEquals("logprobs"u8))
            _logprobs = JsonRead.Boolean(ref reader, body);
        else if (reader.ValueTextEquals("top_logprobs"u8))
            _topLogprobs = JsonDemand.Int32(ref reader, body, 0, 20);
        else
            return false;
        return true;
    }

    private bool ReadOwn(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (_route == OllamaRoute.Generate)
            return _prompt.TryRead(ref reader, body, ref _extras);
        if (reader.ValueTextEquals("messages"u8))
            _messages.Read(ref reader, body);
        else if (reader.ValueTextEquals("tools"u8))
            ReadTools(ref reader, body);
        else
            return false;
        return true;
    }

    private void ReadTools(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
            _tools.Add(ToolReader.Read(ref reader, body));
        if (_tools.Count == 0)
            KeepEmpty("tools", "[]"u8);
    }

    private void ReadFormat(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
            _format = new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = JsonScan.ReadRaw(ref reader, body) };
        else if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("json"u8))
            _format = new ResponseFormat(ResponseFormatKind.JsonObject);
        else if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty)
            KeepEmpty("format", "\"\""u8);
        else if (reader.TokenType != JsonTokenType.Null)
            throw JsonRead.Wrong(ref reader, body, "\"json\" or a JSON Schema");
    }

    private void ReadThink(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        _reasoning = reader.TokenType switch
        {
            JsonTokenType.True => new ReasoningOptions { Enabled = true },
            JsonTokenType.False => new ReasoningOptions { Enabled = false },
            JsonTokenType.String => new ReasoningOptions { Effort = JsonRead.StringHere(ref reader, body) },
            JsonTokenType.Null => null,
            _ => throw JsonRead.Wrong(ref reader, body, "true, false or a level"),
        };
    }

    private void KeepEmpty(string name, ReadOnlySpan<byte> value) => (_extras ??= new Extras(DialectNames.Ollama)).Add(name, new RawJson(value.ToArray()));
}
