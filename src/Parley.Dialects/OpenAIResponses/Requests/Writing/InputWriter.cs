using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes <c>instructions</c> and <c>input</c>: each message as the items that it is made of.</summary>
internal sealed class InputWriter(RequestWriting writing)
{
    private readonly ResultWriter _results = new(writing);
    private readonly ContentWriter _content = new(writing);

    /// <summary>Writes the members.</summary>
    public void Write()
    {
        var (request, _, _, json) = writing;
        var messages = request.Messages;
        var first = 0;
        if (messages.Count > 0 && IsInstructions(messages[0]))
            ((TextPart)messages[first++].Parts[0]).Text.WriteMember(json, "instructions"u8);
        else
            request.Extras.WriteSpelled(json, Spelling.Instructions);
        var instruction = FormatWriter.Instruction(writing);
        if (instruction is null && messages.Count - first == 1 && request.Extras.Spells(Spelling.BareInput) && messages[first].Parts is [TextPart { IsBare: true } text])
        {
            text.Text.WriteMember(json, "input"u8);
            return;
        }
        if (instruction is null && messages.Count == first && writing.IsOwn && !request.Extras.Spells(Spelling.BareInput))
            return;
        json.WriteStartArray("input"u8);
        if (instruction is not null)
            WriteInstruction(instruction);
        for (var i = first; i < messages.Count; i++)
            WriteMessage(messages[i], $"messages[{i}]");
        json.WriteEndArray();
    }

    private static bool IsInstructions(Message message) => message.Extras.Spells(Spelling.Instructions) && message.Parts is [TextPart];

    private void WriteInstruction(string instruction)
    {
        if (FormatWriter.IsHeld(writing))
            writing.Log.Moved("response_format", "response_format, and a system message");
        else
            writing.Log.Emulated("response_format", writing.Request.ResponseFormat!.Kind.ToString(), "a system message");
        writing.Json.WriteStartObject();
        writing.Json.WriteString("role"u8, "system"u8);
        writing.Json.WriteString("content"u8, instruction);
        writing.Json.WriteEndObject();
    }

    private void WriteMessage(Message message, string place)
    {
        if (message.Name is not null)
            writing.Log.Dropped($"{place}.name", message.Name);
        if (message.Role == Role.Assistant)
        {
            WriteTurn(message, place);
            return;
        }
        var spoken = new List<(Part Part, string Place)>();
        for (var i = 0; i < message.Parts.Count; i++)
        {
            var partPlace = $"{place}.content[{i}]";
            if (message.Parts[i] is ToolResultPart result)
                _results.Write(result, partPlace);
            else
                spoken.Add((message.Parts[i], partPlace));
        }
        if (spoken.Count > 0 || message.Parts.Count == 0)
            _content.WriteMessage(message, spoken, place);
        else
            message.Extras.Record(writing.Log, place);
    }

    /// <summary>What the assistant said, item by item.</summary>
    private void WriteTurn(Message message, string place)
    {
        var parts = message.Parts;
        if (!writing.IsOwn)
            message.Extras.Record(writing.Log, place);
        for (var start = 0; start < parts.Count;)
        {
            var item = ItemParts.At(parts, start);
            WriteItem(item, new ItemPlace(start, Ending.Completed, $"{place}.content[{start}]"));
            start = item.End;
        }
    }

    private void WriteItem(ItemParts item, ItemPlace place)
    {
        for (var i = item.Start; i < item.End; i++)
            writing.Cache(item.All[i], place.Path);
        switch (item.First)
        {
            case TextPart or RefusalPart when writing.IsOwn:
                ItemWriter.WriteMessage(writing.Items, item, place);
                break;
            case TextPart or RefusalPart:
                _content.WriteAnswer(item, place.Path);
                break;
            case ToolCallPart call:
                ItemWriter.WriteCall(writing.Items, writing.IsOwn ? call : call with { Id = writing.CallId(call.Id) }, place);
                break;
            // A thought goes back to the one that had it.
            case ReasoningPart reasoning when !writing.IsOwn && reasoning.Signature?.Dialect != Names.Dialect:
                writing.Log.Dropped(place.Path, reasoning.RedactedData.IsEmpty ? "reasoning" : "redacted reasoning");
                break;
            case MediaPart media when !media.Extras.Spells(Spelling.Image):
                writing.Log.DroppedContent(place.Path, media.MediaType);
                break;
            default:
                ItemWriter.TryWrite(writing.Items, item.First, place);
                break;
        }
    }
}
