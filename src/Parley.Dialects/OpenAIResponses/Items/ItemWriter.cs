using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes the items that an assistant says: in an answer, whole or streamed, and in a request that brings an earlier answer back.</summary>
internal static class ItemWriter
{
    /// <summary>Writes a <c>message</c>. Its members ride on its first part.</summary>
    public static void WriteMessage(ItemScope scope, ItemParts item, ItemPlace place)
    {
        var json = scope.Json;
        var extras = item.First.Extras;
        json.WriteStartObject();
        if (scope.IsReply)
            json.WriteString("type"u8, "message"u8);
        else if (extras.Spelled(Spelling.Type) is { IsAbsent: false } type)
            type.WriteMember(json, "type"u8);
        scope.WriteId(extras, "msg", place.Index);
        scope.WriteStatus(extras, place.Status);
        json.WriteString("role"u8, "assistant"u8);
        WriteContent(scope, item, place.Path);
        extras.WriteInner(json, ExtraMembers.OfItem);
        json.WriteEndObject();
    }

    /// <summary>Writes any other part as the item that it is; one that no item can say is recorded.</summary>
    public static bool TryWrite(ItemScope scope, Part part, ItemPlace place)
    {
        switch (part)
        {
            case ToolCallPart call:
                WriteCall(scope, call, place);
                return true;
            case ReasoningPart reasoning:
                return TryWriteReasoning(scope, reasoning, place);
            case OpaquePart { Dialect: Names.Dialect } opaque:
                opaque.Json.WriteValue(scope.Json);
                return true;
            case MediaPart media when ImageItem.CanWrite(media):
                WriteImage(scope, media, place);
                return true;
            default:
                scope.Log.DroppedContent(place.Path, part is OpaquePart foreign ? foreign.Type : (part as MediaPart)?.MediaType);
                return false;
        }
    }

    /// <summary>Writes a call; one that is only announced has no arguments yet.</summary>
    public static void WriteCall(ItemScope scope, ToolCallPart call, ItemPlace place, bool isAnnounced = false)
    {
        var json = scope.Json;
        if (call.Extras.Spelled(Spelling.TypedItem) is { IsAbsent: false } own)
        {
            own.WriteValue(json);
            return;
        }
        RecordSignature(scope, call, place.Path);
        var typed = TypedTool.Of(call.Extras);
        if (typed is not null && TypedCallWriter.CanWrite(typed, call))
        {
            TypedCallWriter.Write(scope, typed, call, place);
            return;
        }
        if (typed is not null && !isAnnounced)
            scope.Log.Dropped($"{place.Path}.{typed.Member}", call.Name);
        json.WriteStartObject();
        json.WriteString("type"u8, call.IsCustom ? "custom_tool_call"u8 : "function_call"u8);
        scope.WriteId(call.Extras, call.IsCustom ? "ctc" : "fc", place.Index);
        scope.WriteStatus(call.Extras, place.Status);
        json.WriteString("call_id"u8, call.Id);
        NamespacedName.Write(json, call);
        if (call.IsCustom)
            call.Arguments.AsText().WriteMember(json, "input"u8);
        else if (isAnnounced)
            json.WriteString("arguments"u8, ""u8);
        else
            call.Arguments.WriteText(json, "arguments"u8);
        call.Extras.WriteOuter(json, scope.Log, place.Path);
        json.WriteEndObject();
    }

    /// <summary>Records a signature of another dialect, which nobody could check here.</summary>
    public static void RecordSignature(ItemScope scope, Part part, string place)
    {
        if (part.Signature is { } signature && (signature.Dialect != Names.Dialect || part is not ReasoningPart))
            scope.Log.Dropped($"{place}.signature");
    }

    /// <summary>Whether there is something to show of a thought: a text, or an item of this dialect's own.</summary>
    private static bool IsShown(ReasoningPart reasoning) => !reasoning.Text.IsEmpty || reasoning.Extras?.Dialect == Names.Dialect || reasoning.Signature?.Dialect == Names.Dialect;

    private static bool TryWriteReasoning(ItemScope scope, ReasoningPart reasoning, ItemPlace place)
    {
        RecordSignature(scope, reasoning, place.Path);
        if (!reasoning.RedactedData.IsEmpty)
            scope.Log.Dropped(place.Path, "redacted reasoning");
        if (!IsShown(reasoning))
            return false;
        scope.Json.WriteStartObject();
        scope.Json.WriteString("type"u8, "reasoning"u8);
        scope.WriteId(reasoning.Extras, "rs", place.Index);
        scope.WriteStatus(reasoning.Extras, null);
        ReasoningItem.Write(scope.Json, reasoning);
        reasoning.Extras.WriteOuter(scope.Json, scope.Log, place.Path);
        scope.Json.WriteEndObject();
        return true;
    }

    private static void WriteImage(ItemScope scope, MediaPart media, ItemPlace place)
    {
        if (media.Extras.Spelled(Spelling.Image) is { IsAbsent: false } own)
        {
            own.WriteValue(scope.Json);
            return;
        }
        scope.Json.WriteStartObject();
        scope.Json.WriteString("type"u8, "image_generation_call"u8);
        scope.WriteId(null, "ig", place.Index);
        scope.WriteStatus(null, "completed");
        ImageItem.Write(scope.Json, media);
        scope.Json.WriteEndObject();
    }

    private static void WriteContent(ItemScope scope, ItemParts item, string place)
    {
        var json = scope.Json;
        if (item.IsSingle && item.First.Extras.Spells(Spelling.EmptyContent))
        {
            item.First.Extras.WriteSpelled(json, Spelling.EmptyContent);
            return;
        }
        if (!scope.IsReply && item.IsSingle && item.First is TextPart { IsBare: true, Citations.Count: 0 } bare)
        {
            bare.Text.WriteMember(json, "content"u8);
            return;
        }
        json.WriteStartArray("content"u8);
        for (var i = item.Start; i < item.End; i++)
            SpokenWriter.Write(scope, item.All[i], $"{place}.content[{i}]");
        json.WriteEndArray();
    }
}
