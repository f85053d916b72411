using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Reads <c>generationConfig</c>. What the model has no place for becomes an extra of the request, named <c>generationConfig.x</c>.</summary>
internal sealed class GenerationConfig
{
    public const string Prefix = "generationConfig.";
    public const string ThinkingPrefix = "generationConfig.thinkingConfig.";

    private string? _mimeType;
    private RawJson _schema;
    private RawJson _jsonSchema;

    public Sampling Sampling { get; private set; } = Sampling.Default;

    public int? MaxTokens { get; private set; }

    public IReadOnlyList<JsonText> StopSequences { get; private set; } = [];

    public ReasoningOptions? Reasoning { get; private set; }

    /// <summary>Reads the value behind the name that the reader stands on.</summary>
    public void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        var isEmpty = true;
        while (JsonRead.NextMember(ref reader))
        {
            var value = reader;
            isEmpty &= value.Read() && value.TokenType == JsonTokenType.Null;
            if (!ReadSampling(ref reader, body) && !ReadForm(ref reader, body, ref extras))
                Nested.Keep(ref reader, body, Prefix, ref extras);
        }
        if (isEmpty)
            (extras ??= new Extras(Names.Dialect)).AddSpelling("generationConfig", RawJson.Parse("{}"));
    }

    /// <summary>The form of the answer: a schema in one of two notations, or a media type alone.</summary>
    public ResponseFormat? ResponseFormat(ref Extras? extras)
    {
        if (!_jsonSchema.IsAbsent || !_schema.IsAbsent)
        {
            var spelled = new Extras(Names.Dialect);
            spelled.AddSpelling(_jsonSchema.IsAbsent ? "responseSchema" : "responseJsonSchema", _jsonSchema.IsAbsent ? _schema : _jsonSchema);
            if (_mimeType is not null)
                spelled.AddSpelling("responseMimeType", SchemaMerge.ToJson(_mimeType));
            return new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = _jsonSchema.IsAbsent ? SchemaRaising.Raise(_schema) : _jsonSchema, Name = "response", Extras = spelled };
        }
        switch (_mimeType)
        {
            case null: return null;
            case "application/json": return new ResponseFormat(ResponseFormatKind.JsonObject);
            case "text/plain": return new ResponseFormat(ResponseFormatKind.Text);
            default:
                (extras ??= new Extras(Names.Dialect)).Add(Prefix + "responseMimeType", SchemaMerge.ToJson(_mimeType));
                return null;
        }
    }

    private bool ReadSampling(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("temperature"u8))
            Sampling = Sampling with { Temperature = JsonDemand.Double(ref reader, body, 0, 2) };
        else if (reader.Is("topP"u8, "top_p"u8))
            Sampling = Sampling with { TopP = JsonDemand.Double(ref reader, body, 0, 1) };
        else if (reader.Is("topK"u8, "top_k"u8))
            Sampling = Sampling with { TopK = JsonRead.Int32(ref reader, body) };
        else if (reader.Is("presencePenalty"u8, "presence_penalty"u8))
            Sampling = Sampling with { PresencePenalty = JsonRead.Double(ref reader, body) };
        else if (reader.Is("frequencyPenalty"u8, "frequency_penalty"u8))
            Sampling = Sampling with { FrequencyPenalty = JsonRead.Double(ref reader, body) };
        else if (reader.ValueTextEquals("seed"u8))
            Sampling = Sampling with { Seed = JsonRead.Int64(ref reader, body) };
        else if (reader.Is("responseLogprobs"u8, "response_logprobs"u8))
            Sampling = Sampling with { Logprobs = JsonRead.Boolean(ref reader, body) };
        else if (reader.ValueTextEquals("logprobs"u8))
            Sampling = Sampling with { TopLogprobs = JsonRead.Int32(ref reader, body) };
        else if (reader.Is("candidateCount"u8, "candidate_count"u8))
            Sampling = Sampling with { Choices = JsonDemand.Int32(ref reader, body, 1, 8) };
        else if (reader.Is("maxOutputTokens"u8, "max_output_tokens"u8))
            MaxTokens = JsonDemand.Int32(ref reader, body, 1);
        else
            return false;
        return true;
    }

    private bool ReadForm(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (reader.Is("stopSequences"u8, "stop_sequences"u8))
            StopSequences = ReadTexts(ref reader, body);
        else if (reader.Is("responseMimeType"u8, "response_mime_type"u8))
            _mimeType = JsonRead.String(ref reader, body);
        else if (reader.Is("responseSchema"u8, "response_schema"u8))
            _schema = ReadSchema(ref reader, body);
        else if (reader.Is("responseJsonSchema"u8, "response_json_schema"u8))
            _jsonSchema = ReadSchema(ref reader, body);
        else if (reader.Is("thinkingConfig"u8, "thinking_config"u8))
            ReadThinking(ref reader, body, ref extras);
        else
            return false;
        return true;
    }

    private static RawJson ReadSchema(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return default;
        return JsonScan.ReadRaw(ref reader, body);
    }

    private static List<JsonText> ReadTexts(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var texts = new List<JsonText>();
        if (!JsonRead.BeginArray(ref reader, body))
            return texts;
        while (JsonRead.NextElement(ref reader))
            texts.Add(JsonDemand.TextHere(ref reader, body));
        return texts;
    }

    private void ReadThinking(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        var reasoning = new ReasoningOptions();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.Is("thinkingBudget"u8, "thinking_budget"u8))
                reasoning = reasoning with { BudgetTokens = JsonRead.Int32(ref reader, body) };
            else if (reader.Is("includeThoughts"u8, "include_thoughts"u8))
                reasoning = reasoning with { IncludeThoughts = JsonRead.Boolean(ref reader, body) };
            else if (reader.Is("thinkingLevel"u8, "thinking_level"u8))
                reasoning = Thinking.WithLevel(reasoning, EnumWords.Read(ref reader, body, EnumWords.ThinkingLevels, out var spelled), spelled);
            else
                Nested.Keep(ref reader, body, ThinkingPrefix, ref extras);
        }
        Reasoning = reasoning with { Enabled = reasoning.BudgetTokens == 0 ? false : null };
    }
}
