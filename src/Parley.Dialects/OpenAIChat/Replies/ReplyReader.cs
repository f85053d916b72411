using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads a whole reply of an upstream. Liberal: what is missing, null or of another type counts as not said.</summary>
internal sealed class ReplyReader
{
    private readonly List<ChoiceDraft> _choices = [];
    private readonly SourceReader _sources = new();
    private string? _id;
    private string? _model;
    private long? _created;
    private string? _serviceTier;
    private Usage? _usage;
    private Extras? _extras;

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">It is no reply: it has no choices.</exception>
    public static ChatReply Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref reader, body) =>
    {
        var reply = new ReplyReader();
        while (JsonRead.NextMember(ref reader))
            reply.ReadMember(ref reader, body);
        return reply.Build();
    });

    /// <summary>Reads only the usage, without extras.</summary>
    /// <exception cref="WireFormatException">It is no reply: it has no choices.</exception>
    public static Usage ReadUsage(ReadOnlyMemory<byte> body)
    {
        var (usage, tier) = (default(RawJson), default(RawJson));
        var hasChoices = false;
        var members = new JsonMembers(body);
        try
        {
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("usage"u8) && value.Kind == JsonValueKind.Object)
                    usage = value;
                else if (name.SequenceEqual("service_tier"u8))
                    tier = value;
                else if (name.SequenceEqual("choices"u8))
                    hasChoices |= HoldsObject(value);
            }
            if (!hasChoices)
                throw NoChoices();
            return usage.IsAbsent ? Usage.Unknown : UsageReader.ReadCounts(usage, tier) ?? Usage.Unknown;
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("choices"u8))
            ReadChoices(ref reader, body);
        else if (reader.ValueTextEquals("id"u8))
            _id = Loose.String(ref reader, body);
        else if (reader.ValueTextEquals("model"u8))
            _model = Loose.String(ref reader, body);
        else if (reader.ValueTextEquals("created"u8))
            _created = Loose.Int64(ref reader);
        else if (reader.ValueTextEquals("usage"u8))
            _usage = Loose.Object(ref reader, body) is { IsAbsent: false } usage ? UsageReader.Read(usage) : null;
        else if (reader.ValueTextEquals("service_tier"u8))
            _serviceTier = Loose.String(ref reader, body);
        else if (reader.ValueTextEquals("object"u8) || Padding.Is(ref reader))
            JsonRead.Skip(ref reader);
        else
            _sources.Keep(ref reader, body, ref _extras);
    }

    private void ReadChoices(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!Loose.BeginArray(ref reader))
            return;
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                _choices.Add(ChoiceReader.Read(ref reader, body, _choices.Count));
            else
                reader.Skip();
        }
    }

    private static WireFormatException NoChoices() => new("choices", "The reply has no choices.");

    /// <summary>Whether the value is a list with an object in it, which nearly always is its first element.</summary>
    private static bool HoldsObject(RawJson value)
    {
        if (value.Kind != JsonValueKind.Array)
            return false;
        if (value.Utf8.Span[1..].TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
            return true;
        var reader = value.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                return true;
            reader.Skip();
        }
        return false;
    }

    private ChatReply Build()
    {
        if (_choices.Count == 0)
            throw NoChoices();
        var choices = new Choice[_choices.Count];
        for (var i = 0; i < choices.Length; i++)
            choices[i] = _choices[i].Build(_id, i == 0 ? _sources.Citations() : []);
        return new ChatReply
        {
            Id = string.IsNullOrEmpty(_id) ? null : _id,
            Model = string.IsNullOrEmpty(_model) ? null : _model,
            Created = _created,
            Choices = choices,
            Usage = (_usage ?? Usage.Unknown).ServedAs(ServiceTiers.Of(_serviceTier)),
            ServiceTier = _serviceTier,
            Dialect = Names.Dialect,
            Extras = _extras,
        };
    }
}
