using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes the content of the assistant's messages: <c>output_text</c> and <c>refusal</c>.</summary>
internal static class SpokenWriter
{
    /// <summary>Writes the part. <paramref name="logprobs"/> are those that another dialect gave for it.</summary>
    public static void Write(ItemScope scope, Part part, string place, RawJson logprobs = default)
    {
        var json = scope.Json;
        ItemWriter.RecordSignature(scope, part, place);
        json.WriteStartObject();
        if (part is RefusalPart refusal)
        {
            json.WriteString("type"u8, "refusal"u8);
            refusal.Text.WriteMember(json, "refusal"u8);
        }
        else if (part is TextPart text)
        {
            WriteText(scope, text, logprobs, place);
        }
        part.Extras.WriteOuter(json, scope.Log, place, ExtraMembers.OfItem);
        json.WriteEndObject();
    }

    private static void WriteText(ItemScope scope, TextPart text, RawJson logprobs, string place)
    {
        var json = scope.Json;
        if (text.Extras.Spelled(Spelling.PartType) is { IsAbsent: false } type && !scope.IsReply)
            type.WriteMember(json, "type"u8);
        else
            json.WriteString("type"u8, "output_text"u8);
        text.Text.WriteMember(json, "text"u8);
        WriteAnnotations(scope, text, place);
        var own = text.Extras.Spelled(Spelling.Logprobs);
        if (logprobs.Kind == JsonValueKind.Array || own.IsAbsent && scope.IsReply)
            (logprobs.IsAbsent ? ExtraMembers.EmptyList : logprobs).WriteMember(json, "logprobs"u8);
        else if (!own.IsAbsent)
            own.WriteMember(json, "logprobs"u8);
    }

    private static void WriteAnnotations(ItemScope scope, TextPart text, string place)
    {
        if (text.Citations.Count == 0)
        {
            var own = text.Extras.Spelled(Spelling.Annotations);
            if (own.Kind == JsonValueKind.Array || scope.IsReply)
                (own.Kind == JsonValueKind.Array ? own : ExtraMembers.EmptyList).WriteMember(scope.Json, "annotations"u8);
            return;
        }
        var length = text.Text.ToString().Length;
        scope.Json.WriteStartArray("annotations"u8);
        foreach (var citation in text.Citations)
        {
            if (AnnotationWriter.CanWrite(citation))
                AnnotationWriter.Write(scope.Json, citation, length);
            else
                scope.Log.Dropped($"{place}.citations", citation.Title);
        }
        scope.Json.WriteEndArray();
    }
}
