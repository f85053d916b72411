using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Reads a request whole.</summary>
internal static class RequestReader
{
    public static ChatRequest Read(in WireRequest request)
    {
        var draft = JsonRead.Guard(request.Body, static (ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) =>
        {
            var draft = new Draft();
            while (JsonRead.NextMember(ref reader))
                draft.ReadMember(ref reader, body);
            return draft;
        });
        return draft.ToRequest(HeadersOf(request.Headers));
    }

    private static List<KeyValuePair<string, string>> HeadersOf(IWireHeaders headers)
    {
        var kept = new List<KeyValuePair<string, string>>(2);
        if (headers[Names.VersionHeader] is { } version)
            kept.Add(new(Names.VersionHeader, version));
        if (headers[Names.BetaHeader] is { } betas)
            kept.Add(new(Names.BetaHeader, betas));
        return kept;
    }

    /// <summary>The request while it is being read.</summary>
    private sealed class Draft
    {
        private readonly List<Message> _messages = [];
        private readonly ReasoningReader _reasoning = new();
        private bool _hasMessages;
        private string? _model;
        private int? _maxTokens;
        private bool _stream;
        private Sampling _sampling = Sampling.Default;
        private List<JsonText> _stopSequences = [];
        private IReadOnlyList<ToolSpec> _tools = [];
        private ToolChoice? _toolChoice;
        private bool? _parallel;
        private string? _user;
        private string? _serviceTier;
        private Extras? _extras;

        public void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            if (reader.ValueTextEquals("messages"u8))
            {
                MessageReader.ReadAll(ref reader, body, _messages);
                _hasMessages = true;
            }
            else if (reader.ValueTextEquals("system"u8))
                MessageReader.ReadSystem(ref reader, body, _messages);
            else if (reader.ValueTextEquals("model"u8))
                _model = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("max_tokens"u8))
                _maxTokens = JsonDemand.Int32(ref reader, body, 0);
            else if (reader.ValueTextEquals("stream"u8))
                ReadStream(ref reader, body);
            else if (reader.ValueTextEquals("tools"u8))
                _tools = ToolReader.ReadAll(ref reader, body, ref _extras);
            else if (reader.ValueTextEquals("tool_choice"u8))
                _toolChoice = ToolReader.ReadChoice(ref reader, body, ref _parallel);
            else
                ReadOption(ref reader, body);
        }

        public ChatRequest ToRequest(IReadOnlyList<KeyValuePair<string, string>> headers)
        {
            if (!_hasMessages)
                throw new WireFormatException("messages", "The request needs messages.");
            return new ChatRequest
            {
                Model = _model ?? "",
                Messages = _messages,
                Stream = _stream,
                MaxTokens = _maxTokens,
                Sampling = _sampling,
                StopSequences = _stopSequences,
                Tools = _tools,
                ToolChoice = _toolChoice,
                ParallelToolCalls = _parallel,
                ResponseFormat = _reasoning.Format,
                Reasoning = _reasoning.ToOptions(),
                User = _user,
                ServiceTier = _serviceTier,
                Dialect = Names.Dialect,
                DialectHeaders = headers,
                Extras = _extras,
            };
        }

        /// <summary>Anthropic takes a negative number for one that was not said; its own servers get it as it is.</summary>
        private bool KeepNegative(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            var value = reader;
            if (JsonRead.Double(ref value, body) is not < 0)
                return false;
            ExtrasReading.Keep(ref reader, body, Names.Dialect, ref _extras);
            return true;
        }

        private void ReadTopP(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            if (!KeepNegative(ref reader, body))
                _sampling = _sampling with { TopP = JsonDemand.Double(ref reader, body, 0, 1) };
        }

        private void ReadTopK(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            if (!KeepNegative(ref reader, body))
                _sampling = _sampling with { TopK = JsonDemand.Int32(ref reader, body, 0) };
        }

        private void ReadOption(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            if (reader.ValueTextEquals("temperature"u8))
                _sampling = _sampling with { Temperature = JsonDemand.Double(ref reader, body, 0, 1) };
            else if (reader.ValueTextEquals("top_p"u8))
                ReadTopP(ref reader, body);
            else if (reader.ValueTextEquals("top_k"u8))
                ReadTopK(ref reader, body);
            else if (reader.ValueTextEquals("stop_sequences"u8))
                ReadStopSequences(ref reader, body);
            else if (reader.ValueTextEquals("thinking"u8))
                _reasoning.ReadThinking(ref reader, body);
            else if (reader.ValueTextEquals("output_config"u8))
                _reasoning.ReadOutputConfig(ref reader, body, ref _extras);
            else if (reader.ValueTextEquals("output_format"u8))
                _reasoning.ReadOutputFormat(ref reader, body);
            else if (reader.ValueTextEquals("metadata"u8))
                ReadMetadata(ref reader, body);
            else if (reader.ValueTextEquals("service_tier"u8))
                _serviceTier = JsonRead.String(ref reader, body);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref _extras);
        }

        private void ReadStream(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            _stream = JsonRead.Boolean(ref reader, body) ?? false;
            if (reader.TokenType == JsonTokenType.False)
                (_extras ??= new Extras(Names.Dialect)).AddSpelling("stream", JsonScan.ReadRaw(ref reader, body));
        }

        private void ReadStopSequences(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            if (!JsonRead.BeginArray(ref reader, body))
                return;
            var sequences = new List<JsonText>();
            while (JsonRead.NextElement(ref reader))
                sequences.Add(JsonDemand.TextHere(ref reader, body));
            _stopSequences = sequences;
        }

        /// <summary>Only <c>user_id</c> is known; a metadata object with anything else in it is kept whole besides.</summary>
        private void ReadMetadata(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            if (!JsonRead.BeginObject(ref reader, body))
                return;
            var start = (int)reader.TokenStartIndex;
            var others = false;
            while (JsonRead.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("user_id"u8))
                    _user = JsonRead.String(ref reader, body);
                else
                {
                    others = true;
                    JsonRead.Skip(ref reader);
                }
            }
            if (others || _user is null)
                (_extras ??= new Extras(Names.Dialect)).Add(Names.Metadata, new RawJson(body[start..(int)reader.BytesConsumed]));
        }
    }
}
