using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Reads a whole reply. It has neither an id nor the model's name.</summary>
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
    /// <exception cref="WireFormatException">It is not an answer.</exception>
    public static Usage ReadUsage(ReadOnlyMemory<byte> body)
    {
        RawJson usage = default, tier = default;
        var hasOutput = false;
        var members = new JsonMembers(body);
        try
        {
            while (members.Next(out var name, out var value))
            {
                hasOutput |= name.SequenceEqual("output"u8) && value.Kind == JsonValueKind.Object;
                if (name.SequenceEqual("usage"u8))
                    usage = value;
                else if (name.SequenceEqual("serviceTier"u8))
                    tier = value;
            }
            return hasOutput ? UsageFields.Read(usage, tier) : throw NoAnswer();
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
    }

    private static WireFormatException NoAnswer() => new("output.message", "The reply holds no message.");

    /// <summary>The reply while it is being read.</summary>
    private sealed class Draft
    {
        private List<Part>? _parts;
        private string? _stopReason;
        private RawJson _usage;
        private Extras? _extras;
        private Extras? _messageExtras;

        public void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            if (reader.ValueTextEquals("output"u8))
                ReadOutput(ref reader, body);
            else if (reader.ValueTextEquals("stopReason"u8))
                _stopReason = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("usage"u8))
                _usage = JsonRead.Raw(ref reader, body);
            else if (IsNull(reader))
                JsonRead.Skip(ref reader);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref _extras);
        }

        public ChatReply ToReply() => new()
        {
            Choices = [new Choice(0, _parts ?? throw NoAnswer(), new Finish(FinishWords.Read(_stopReason), _stopReason) { Dialect = Names.Dialect }) { MessageExtras = _messageExtras }],
            Usage = UsageFields.Read(_usage, _extras?[UsageFields.ServiceTier] ?? default),
            Dialect = Names.Dialect,
            Extras = _extras,
        };

        private void ReadOutput(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            if (!JsonRead.BeginObject(ref reader, body))
                return;
            while (JsonRead.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("message"u8))
                    ReadMessage(ref reader, body);
                else
                    JsonRead.Skip(ref reader);
            }
        }

        private void ReadMessage(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
        {
            if (!JsonRead.BeginObject(ref reader, body))
                return;
            while (JsonRead.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("content"u8))
                    _parts = JsonRead.BeginArray(ref reader, body) ? BlockReader.ReadAll(ref reader, body, isReply: true) : [];
                else if (reader.ValueTextEquals("role"u8))
                    JsonRead.Skip(ref reader);
                else
                    ExtrasReading.Keep(ref reader, body, Names.Dialect, ref _messageExtras);
            }
        }

        private static bool IsNull(Utf8JsonReader ahead) => ahead.Read() && ahead.TokenType == JsonTokenType.Null;
    }
}
