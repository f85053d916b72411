using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Reads whole replies.</summary>
internal static class ReplyReader
{
    public static ChatReply Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, ReadBody);

    /// <summary>Reads the member whose name the reader stands on, as it stands at the beginning of a reply and of a stream; false when it is another's.</summary>
    public static bool TryReadHead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref ReplyStart start)
    {
        if (reader.ValueTextEquals("id"u8))
            start = start with { Id = JsonRead.String(ref reader, body) };
        else if (reader.ValueTextEquals("model"u8))
            start = start with { Model = JsonRead.String(ref reader, body) };
        else if (reader.ValueTextEquals("created"u8))
            start = start with { Created = JsonRead.Int64(ref reader, body) };
        else if (reader.ValueTextEquals("service_tier"u8))
            start = start with { ServiceTier = JsonRead.String(ref reader, body) };
        else if (reader.ValueTextEquals("dialect"u8))
            start = start with { Dialect = JsonRead.String(ref reader, body) ?? Names.Dialect };
        else
            return false;
        return true;
    }

    private static ChatReply ReadBody(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        List<Choice>? choices = null;
        var usage = Usage.Unknown;
        Extras? extras = null;
        var start = new ReplyStart { Dialect = Names.Dialect };
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("choices"u8))
                choices = ReadChoices(ref reader, body);
            else if (reader.ValueTextEquals("usage"u8))
                usage = UsageFields.Read(ref reader, body);
            else if (!TryReadHead(ref reader, body, ref start))
                ExtrasFields.Read(ref reader, body, ref extras);
        }
        return new ChatReply
        {
            Id = start.Id,
            Model = start.Model,
            Created = start.Created,
            ServiceTier = start.ServiceTier,
            Dialect = start.Dialect,
            Choices = choices ?? throw Members.Missing(body, 0, "choices"),
            Usage = usage,
            Extras = extras,
        };
    }

    private static List<Choice>? ReadChoices(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return null;
        var choices = new List<Choice>();
        while (JsonRead.NextElement(ref reader))
            choices.Add(ReadChoice(ref reader, body, choices.Count));
        return choices;
    }

    private static Choice ReadChoice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, int place)
    {
        JsonRead.Object(ref reader, body);
        Extras? extras = null;
        var choice = new Choice(place, [], new Finish(FinishReason.Unknown));
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("index"u8))
                choice = choice with { Index = JsonRead.Int32(ref reader, body) ?? place };
            else if (reader.ValueTextEquals("content"u8))
                choice = choice with { Parts = PartReader.ReadAll(ref reader, body) };
            else if (reader.ValueTextEquals("finish"u8))
                choice = choice with { Finish = FinishFields.Read(ref reader, body) };
            else if (reader.ValueTextEquals("logprobs"u8))
                choice = choice with { Logprobs = JsonRead.Raw(ref reader, body) };
            else if (reader.ValueTextEquals("message_extras"u8))
                choice = choice with { MessageExtras = ExtrasFields.ReadWhole(ref reader, body) };
            else
                ExtrasFields.Read(ref reader, body, ref extras);
        }
        return choice with { Extras = extras };
    }
}
