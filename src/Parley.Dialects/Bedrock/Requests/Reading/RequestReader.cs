using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

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
        var (model, stream) = ModelPath.Read(request.Path);
        return draft.ToRequest(model, stream);
    }

    /// <summary>The request while it is being read.</summary>
    private sealed class Draft
    {
        private readonly List<Message> _messages = [];
        private readonly InferenceReader _inference = new();
        private readonly AdditionalReader _additional = new();
        private bool _hasMessages;
        private IReadOnlyList<ToolSpec> _tools = [];
        private ToolChoice? _toolChoice;
        private ResponseFormat? _format;
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
            else if (reader.ValueTextEquals("inferenceConfig"u8))
                _inference.Read(ref reader, body, ref _extras);
            else if (reader.ValueTextEquals("toolConfig"u8))
                (_tools, _toolChoice) = ToolReader.Read(ref reader, body, ref _extras);
            else if (reader.ValueTextEquals("additionalModelRequestFields"u8))
                _additional.Read(ref reader, body, ref _extras);
            else if (reader.ValueTextEquals("outputConfig"u8))
                _format = FormatReader.Read(ref reader, body, ref _extras);
            else if (reader.ValueTextEquals("serviceTier"u8))
                ReadTier(ref reader, body);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref _extras);
        }

        public ChatRequest ToRequest(string model, bool stream)
        {
            if (!_hasMessages)
                throw new WireFormatException("messages", "The request needs messages.");
            return new ChatRequest
            {
                Model = model,
                Messages = _messages,
                Stream = stream,
                MaxTokens = _inference.MaxTokens,
                Sampling = _inference.Sampling with { TopK = _additional.TopK },
                StopSequences = _inference.StopSequences,
                Tools = _tools,
                ToolChoice = _toolChoice,
                ResponseFormat = _format,
                Reasoning = _additional.ToReasoning(),
                ServiceTier = _serviceTier,
                Dialect = Names.Dialect,
                Extras = _extras,
            };
        }

        private void ReadTier(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            if (!JsonRead.BeginObject(ref reader, body))
                return;
            while (JsonRead.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("type"u8))
                    _serviceTier = JsonRead.String(ref reader, body);
                else
                    JsonRead.Skip(ref reader);
            }
        }
    }
}
