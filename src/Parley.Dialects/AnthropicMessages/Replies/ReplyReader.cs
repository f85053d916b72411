using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Reads a whole reply.</summary>
internal static class ReplyReader
{
    public static ChatReply Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) =>
    {
        var draft = new Draft();
        while (JsonRead.NextMember(ref reader))
            draft.ReadMember(ref reader, body);
        return draft.ToReply();
    });

    /// <summary>Reads only the usage.</summary>
    /// <exception cref="WireFormatException">It is not a message.</exception>
    public static Usage ReadUsage(ReadOnlyMemory<byte> body)
    {
        var usage = Usage.Unknown;
        var hasContent = false;
        var isMessage = true;
        var members = new JsonMembers(body);
        try
        {
            while (members.Next(out var name, out var value))
            {
                hasContent |= name.SequenceEqual("content"u8);
                if (name.SequenceEqual("usage"u8))
                    usage = UsageFields.Of(value);
                else if (name.SequenceEqual("type"u8) && value.Kind != JsonValueKind.Null)
                    isMessage = value.Utf8.Span.SequenceEqual("\"message\""u8);
            }
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        catch (InvalidOperationException broken)
        {
            throw new WireFormatException("usage", "The text is not valid Unicode.", broken);
        }
        return hasContent && isMessage ? usage : throw NoMessage(hasContent);
    }

    /// <summary>
    /// True for members that are settled only at the end of an answer and ride in the stream's last event; they belong to the choice, so that a folded stream equals its unary twin.
    /// </summary>
    public static bool IsFinal(ReadOnlySpan<byte> name) => name.SequenceEqual("stop_details"u8) || name.SequenceEqual("container"u8) || name.SequenceEqual("context_management"u8);

    private static WireFormatException NoMessage(bool hasContent) => new(hasContent ? "type" : "content", "The reply is not a message.");

    /// <summary>The reply while it is being read.</summary>
    private sealed class Draft
    {
        private static readonly string[] Types = ["message"];

        private readonly UsageFields _usage = new();
        private string? _type;
        private string? _id;
        private string? _model;
        private List<Part>? _parts;
        private string? _stopReason;
        private JsonText? _stopSequence;
        private Extras? _extras;
        private Extras? _choiceExtras;

        public void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            if (reader.ValueTextEquals("content"u8))
                _parts = ReadContent(ref reader, body);
            else if (reader.ValueTextEquals("usage"u8))
                _usage.Read(ref reader, body);
            else if (reader.ValueTextEquals("id"u8))
                _id = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("model"u8))
                _model = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("stop_reason"u8))
                _stopReason = JsonRead.Word(ref reader, body, FinishWords.All);
            else if (reader.ValueTextEquals("stop_sequence"u8))
                ReadStopSequence(ref reader, body);
            else if (reader.ValueTextEquals("type"u8))
                _type = JsonRead.Word(ref reader, body, Types);
            else if (reader.ValueTextEquals("role"u8))
                JsonRead.Skip(ref reader);
            else
                Keep(ref reader, body);
        }

        public ChatReply ToReply()
        {
            if (_parts is null || (_type ?? "message") != "message")
                throw NoMessage(_parts is not null);
            var finish = new Finish(FinishWords.Read(_stopReason), _stopReason) { StopSequence = _stopSequence, Dialect = Names.Dialect };
            return new ChatReply
            {
                Id = _id,
                Model = _model,
                Choices = [new Choice(0, _parts, finish) { Extras = _choiceExtras }],
                Usage = _usage.ToUsage(),
                ServiceTier = _usage.ServiceTier,
                Dialect = Names.Dialect,
                Extras = _extras,
            };
        }

        private static List<Part> ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            var parts = BlockReader.ReadContent(ref reader, body, isReply: true);
            for (var i = 0; i < parts.Count; i++)
            {
                parts[i] = parts[i] switch
                {
                    TextPart { IsBare: true } text => text with { IsBare = false },
                    ToolCallPart { IdIsInvented: true } call => call with { Id = ToolCallIds.Invent(null, call.Name, i) },
                    var part => part,
                };
            }
            return parts;
        }

        private void ReadStopSequence(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null)
                _stopSequence = JsonRead.TextHere(ref reader, body);
        }

        private void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            if (IsNull(reader))
                JsonRead.Skip(ref reader);
            else if (IsFinal(reader.ValueSpan))
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref _choiceExtras);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref _extras);
        }

        private static bool IsNull(Utf8JsonReader ahead) => ahead.Read() && ahead.TokenType == JsonTokenType.Null;
    }
}
