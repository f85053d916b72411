using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Writes the members of one event.</summary>
internal static class EventWriter
{
    /// <summary>Writes what the event carries, behind its type.</summary>
    public static void Write(Utf8JsonWriter json, in ChatEvent chatEvent, StreamOptions asked)
    {
        if (!IsOfReply(chatEvent.Kind))
            json.WriteNumber("choice"u8, chatEvent.Choice);
        if (IsOfPart(chatEvent.Kind))
            json.WriteNumber("part"u8, chatEvent.Part);
        if (chatEvent.Kind is ChatEventKind.Text or ChatEventKind.Reasoning or ChatEventKind.Refusal or ChatEventKind.Signature or ChatEventKind.RedactedReasoning or ChatEventKind.ToolCallArguments)
            chatEvent.Text.WriteMember(json, "text"u8);
        switch (chatEvent.Detail)
        {
            case ReplyStart start:
                ReplyWriter.WriteHead(json, start, asked);
                ExtrasFields.WriteWhole(json, "extras"u8, start.Extras);
                break;
            case Extras extras: ExtrasFields.WriteWhole(json, "extras"u8, extras); break;
            case string dialect: json.WriteString("dialect"u8, dialect); break;
            case ToolCallStart call: WriteCall(json, call); break;
            case Part part:
                json.WritePropertyName("content"u8);
                PartWriter.Write(json, part);
                break;
            case Citation citation:
                json.WritePropertyName("citation"u8);
                CitationFields.Write(json, citation);
                break;
            case RawJson logprobs: logprobs.WriteMember(json, "logprobs"u8); break;
            case Finish finish: FinishFields.Write(json, finish); break;
            case Usage usage: UsageFields.Write(json, usage); break;
        }
    }

    /// <summary>Whether the event is about the whole reply.</summary>
    private static bool IsOfReply(ChatEventKind kind) => kind is ChatEventKind.Start or ChatEventKind.Usage or ChatEventKind.ReplyExtras;

    /// <summary>Whether the event is about one part.</summary>
    private static bool IsOfPart(ChatEventKind kind) => !IsOfReply(kind) && kind is not (ChatEventKind.Finish or ChatEventKind.Extras or ChatEventKind.MessageExtras or ChatEventKind.Logprobs);

    private static void WriteCall(Utf8JsonWriter json, ToolCallStart call)
    {
        json.WriteString("id"u8, call.Id);
        json.WriteString("name"u8, call.Name);
        json.SayIf("custom"u8, call.IsCustom);
        json.SayIf("id_invented"u8, call.IdIsInvented);
        ExtrasFields.WriteWhole(json, "extras"u8, call.Extras);
    }
}
