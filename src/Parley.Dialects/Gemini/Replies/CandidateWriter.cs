using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Gemini;

/// <summary>Writes one candidate of a whole reply.</summary>
internal static class CandidateWriter
{
    public static void Write(Utf8JsonWriter writer, Choice choice, bool isOwn, bool asNumbers, ConversionLog log)
    {
        var place = $"choices[{choice.Index}]";
        var parts = new PartWriter(writer, log, isOwn, callIds: true) { ShowsThoughts = true };
        writer.WriteStartObject();
        var isOpen = false;
        for (var i = 0; i < choice.Parts.Count; i++)
        {
            var at = $"{place}.content[{i}]";
            if (choice.Parts[i].Signature is { Dialect: not Names.Dialect } signature)
                log.Dropped($"{at}.signature", signature.Dialect);
            if (!parts.Accepts(choice.Parts[i], at))
                continue;
            if (!isOpen)
                Open(writer, ref isOpen);
            parts.Write(choice.Parts[i], at);
        }
        if (isOpen)
            Close(writer, choice.MessageExtras);
        else if (Nested.Spelling(choice.Extras, Names.EmptyContent) is { IsAbsent: false } empty)
            empty.WriteMember(writer, "content"u8);
        var calledTools = choice.Parts.Any(static part => part is ToolCallPart);
        Names.WriteFinish(writer, Names.FinishWord(choice.Finish, calledTools), asNumbers);
        Names.RecordFinish(choice.Finish, calledTools, $"{place}.finish_reason", log);
        if (Nested.Spelling(choice.Extras, Names.WithoutIndex).IsAbsent)
            writer.WriteNumber("index"u8, choice.Index);
        WriteLogprobs(writer, choice);
        GroundingWriter.Write(writer, Grounded(choice.Parts));
        Nested.Write(writer, choice.Extras, "");
        Nested.Report(choice.Extras, log, place);
        Nested.Report(choice.MessageExtras, log, $"{place}.message");
        writer.WriteEndObject();
    }

    private static void Open(Utf8JsonWriter writer, ref bool isOpen)
    {
        writer.WriteStartObject("content"u8);
        writer.WriteStartArray("parts"u8);
        isOpen = true;
    }

    private static void Close(Utf8JsonWriter writer, Extras? extras)
    {
        writer.WriteEndArray();
        writer.WriteString("role"u8, "model"u8);
        Nested.Write(writer, extras, "");
        writer.WriteEndObject();
    }

    private static void WriteLogprobs(Utf8JsonWriter writer, Choice choice)
    {
        if (Nested.Spelling(choice.Extras, Logprobs.Member) is { IsAbsent: false } spelled)
            spelled.WriteMember(writer, "logprobsResult"u8);
        else if (!choice.Logprobs.IsAbsent)
            Logprobs.Write(writer, [choice.Logprobs]);
    }

    /// <summary>The citations of other dialects; Gemini's own stand in its grounding metadata, which is an extra.</summary>
    private static List<GroundingWriter.Grounded> Grounded(IReadOnlyList<Part> parts)
    {
        var grounded = new List<GroundingWriter.Grounded>();
        var text = new GroundedText();
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is RefusalPart refusal)
                text.Add(i, refusal.Text);
            if (parts[i] is not TextPart part)
                continue;
            text.Add(i, part.Text);
            foreach (var citation in part.Citations)
            {
                if (citation.Dialect != Names.Dialect)
                    grounded.Add(text.InBytes(i, citation));
            }
        }
        return grounded;
    }
}
