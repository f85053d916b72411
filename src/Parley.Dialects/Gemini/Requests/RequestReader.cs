using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Reads a request whole.</summary>
internal sealed class RequestReader
{
    private readonly ContentReader _contents = new();
    private readonly GenerationConfig _generation = new();
    private List<ToolSpec> _tools = [];
    private ToolChoice? _toolChoice;
    private string? _model;
    private string? _serviceTier;
    private Extras? _extras;

    public static ChatRequest Read(in WireRequest request)
    {
        var read = JsonRead.Guard(request.Body, static (ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) =>
        {
            var request = new RequestReader();
            while (JsonRead.NextMember(ref reader))
                request.ReadMember(ref reader, body);
            return request;
        });
        return read.Build(ModelPath.Of(request.Path), request.Query);
    }

    /// <summary>What the caller wants of the answer, from the query.</summary>
    public static StreamOptions OptionsOf(bool stream, string query) => new()
    {
        Framing = stream ? ModelPath.FramingOf(query) : null,
        EnumsAsNumbers = ModelPath.AsksForNumbers(query),
    };

    /// <summary>A model name of a body, with or without its collection.</summary>
    public static string Bare(string? model) => model is null ? "" : model.StartsWith("models/", StringComparison.Ordinal) ? model["models/".Length..] : model;

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("contents"u8))
            _contents.ReadContents(ref reader, body);
        else if (reader.Is("systemInstruction"u8, "system_instruction"u8))
            _contents.ReadSystem(ref reader, body);
        else if (reader.ValueTextEquals("tools"u8))
            _tools = ToolReader.Read(ref reader, body);
        else if (reader.Is("toolConfig"u8, "tool_config"u8))
            _toolChoice = ToolReader.ReadConfig(ref reader, body, ref _extras);
        else if (reader.Is("generationConfig"u8, "generation_config"u8))
            _generation.Read(ref reader, body, ref _extras);
        else if (reader.Is("serviceTier"u8, "service_tier"u8))
            _serviceTier = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("model"u8))
            _model = JsonRead.String(ref reader, body);
        else
            KeepMember(ref reader, body);
    }

    /// <summary>Null stands for absent, here too: clients send <c>"safetySettings":null</c>.</summary>
    private void KeepMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var name = reader.GetString() ?? "";
        reader.Read();
        var value = JsonScan.ReadRaw(ref reader, body);
        if (value.Kind != JsonValueKind.Null)
            (_extras ??= new Extras(Names.Dialect)).Add(name, value);
    }

    private ChatRequest Build(ModelPath path, string query)
    {
        if (_model is not null)
            (_extras ??= new Extras(Names.Dialect)).AddSpelling("model", RawJson.Parse(Bare(_model) == _model ? "\"\"" : "\"models/\""));
        var format = _generation.ResponseFormat(ref _extras);
        return new ChatRequest
        {
            Model = path.Model.Length > 0 ? path.Model : Bare(_model),
            Messages = _contents.System is null ? _contents.Messages : [_contents.System, .. _contents.Messages],
            Stream = path.Stream,
            StreamOptions = OptionsOf(path.Stream, query),
            MaxTokens = _generation.MaxTokens,
            Sampling = _generation.Sampling,
            StopSequences = _generation.StopSequences,
            Tools = _tools,
            ToolChoice = _toolChoice,
            ResponseFormat = format,
            Reasoning = _generation.Reasoning,
            ServiceTier = _serviceTier,
            Dialect = Names.Dialect,
            Extras = _extras,
        };
    }
}
