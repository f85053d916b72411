using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads a whole reply of an upstream.</summary>
internal sealed class ReplyReader
{
    private string? _id;
    private string? _finish;
    private RawJson _message;
    private RawJson _logprobs;
    private Usage _usage = Usage.Unknown;
    private Extras? _extras;

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">It is no reply: it has no message.</exception>
    public static ChatReply Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref reader, body) =>
    {
        var reply = new ReplyReader();
        while (JsonRead.NextMember(ref reader))
            reply.ReadMember(ref reader, body);
        return reply.Build();
    });

    /// <summary>Reads only the usage, without extras.</summary>
    /// <exception cref="WireFormatException">It is no reply: it has no message.</exception>
    public static Usage ReadUsage(ReadOnlyMemory<byte> body)
    {
        var usage = Usage.Unknown;
        var hasMessage = false;
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("usage"u8))
                    usage = UsageReader.ReadCounts(value);
                else if (name.SequenceEqual("message"u8))
                    hasMessage |= value.Kind == JsonValueKind.Object;
            }
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        return hasMessage ? usage : throw NoMessage();
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("id"u8))
            _id = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("message"u8))
            _message = JsonRead.Raw(ref reader, body);
        else if (reader.ValueTextEquals("finish_reason"u8))
            _finish = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("usage"u8))
            _usage = UsageReader.Read(JsonRead.Raw(ref reader, body));
        else if (reader.ValueTextEquals("logprobs"u8))
            ReadLogprobs(ref reader, body);
        else
            OwnExtras.Keep(ref reader, body, ref _extras);
    }

    private void ReadLogprobs(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var items = SchemaNode.Elements(JsonRead.Raw(ref reader, body));
        _logprobs = Logprobs.Read(items);
        if (items.Count == 0 && reader.TokenType == JsonTokenType.EndArray)
            OwnExtras.AddEmptyList("logprobs", ref _extras);
    }

    private ChatReply Build()
    {
        if (_message.Kind != JsonValueKind.Object)
            throw NoMessage();
        var reader = _message.CreateReader();
        reader.Read();
        var answer = new AnswerReader(_id, isReply: true);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("role"u8))
                JsonRead.Skip(ref reader);
            else if (!answer.TryRead(ref reader, _message.Utf8))
                OwnExtras.Keep(ref reader, _message.Utf8, ref answer.Extras);
        }
        return new ChatReply
        {
            Id = _id,
            Choices = [new Choice(0, answer.Build(), FinishWords.Read(_finish)) { Logprobs = _logprobs, MessageExtras = answer.Extras }],
            Usage = _usage,
            Dialect = Names.Dialect,
            Extras = _extras,
        };
    }

    private static WireFormatException NoMessage() => new("message", "The reply has no message.");
}
