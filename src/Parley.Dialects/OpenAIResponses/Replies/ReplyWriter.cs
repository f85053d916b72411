using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes a whole reply for a caller. A response is one answer: of several choices the first.</summary>
internal static class ReplyWriter
{
    /// <summary>Writes the body.</summary>
    public static void Write(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output)
    {
        var response = new ResponseWriter(asked, log);
        var start = new ReplyStart { Id = reply.Id, Model = reply.Model, Created = reply.Created, ServiceTier = reply.ServiceTier, Dialect = reply.Dialect, Extras = reply.Extras };
        var choice = reply.Choices.Count > 0 ? reply.Choices[0] : new Choice(0, [], new Finish(FinishReason.Unknown));
        for (var i = 1; i < reply.Choices.Count; i++)
            log.DroppedContent($"choices[{i}]");
        Ending.RecordLoss(choice.Finish, log);
        var ending = Ending.Of(choice.Finish, choice.Parts.Any(static part => part is ToolCallPart));
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        json.WriteStartObject();
        response.WriteHead(json, start, ending);
        json.WriteStartArray("output"u8);
        WriteItems(new ItemScope(json, log, response.IdOf(reply.Id, reply.Dialect == Names.Dialect)), choice, ending);
        json.WriteEndArray();
        response.WriteTail(json, reply.Extras, reply.Usage.IsKnown || ending.Status is Ending.Completed or Ending.Incomplete ? reply.Usage : null);
        choice.Extras.WriteOuter(json, log, "choices[0]");
        choice.MessageExtras.WriteOuter(json, log, "choices[0].message");
        json.WriteEndObject();
    }

    private static void WriteItems(ItemScope scope, Choice choice, Ending ending)
    {
        var parts = WithLogprobs(choice, scope.Log);
        var index = 0;
        for (var start = 0; start < parts.Count;)
        {
            var item = ItemParts.At(parts, start);
            var place = new ItemPlace(index, item.End == parts.Count ? ending.ItemStatus : Ending.Completed, $"choices[0].message.content[{start}]");
            if (!item.IsSpoken)
            {
                index += ItemWriter.TryWrite(scope, item.First, place) ? 1 : 0;
            }
            else if (IsWorthAnItem(item))
            {
                ItemWriter.WriteMessage(scope, item, place);
                index++;
            }
            start = item.End;
        }
    }

    /// <summary>An empty text of another dialect says nothing, unless a source or its own dialect does.</summary>
    private static bool IsWorthAnItem(ItemParts item)
    {
        for (var i = item.Start; i < item.End; i++)
        {
            if (item.All[i] is not TextPart { Text.IsEmpty: true, Citations.Count: 0 } || ItemParts.Begins(item.All[i].Extras))
                return true;
        }
        return false;
    }

    /// <summary>Log probabilities that no text has yet, of another dialect or folded from a stream, belong to the first text.</summary>
    private static IReadOnlyList<Part> WithLogprobs(Choice choice, ConversionLog log)
    {
        var list = Logprobs.Of(choice.Logprobs, log);
        var first = list.IsAbsent ? -1 : IndexOfText(choice.Parts);
        if (first < 0)
            return choice.Parts;
        var extras = new Extras(Names.Dialect);
        extras.AddSpelling(Spelling.Logprobs, list);
        var parts = new List<Part>(choice.Parts);
        var own = parts[first].Extras;
        parts[first] = parts[first] with { Extras = ExtraMembers.Joined(extras, own?.Dialect == Names.Dialect ? own : null) };
        return parts;
    }

    /// <summary>The first text; -1 without one, or when a text has log probabilities already.</summary>
    private static int IndexOfText(IReadOnlyList<Part> parts)
    {
        var first = -1;
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            if (parts[i].Extras.Spelled(Spelling.Logprobs) is { Kind: JsonValueKind.Array, Utf8.Length: > 2 })
                return -1;
            if (parts[i] is TextPart { Text.IsEmpty: false })
                first = i;
        }
        return first;
    }
}
