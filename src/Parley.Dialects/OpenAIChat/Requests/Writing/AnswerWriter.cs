using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes what an earlier answer carried besides content and tool calls: thoughts and refusals.</summary>
internal static class AnswerWriter
{
    /// <summary>
    /// Writes the thoughts that the upstream takes back: its own under the name that it gave them, unsigned ones of others where the profile names a member. The rest is recorded:
    /// a signed thought belongs to its signer alone.
    /// </summary>
    public static void WriteReasoning(RequestWriting writing, Message message, Place place)
    {
        var parts = message.Parts;
        var kept = new List<JsonText>();
        Extras? spellings = null;
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is not ReasoningPart reasoning || IsChunk(reasoning))
                continue;
            var partPlace = place.Content(i);
            if (!Takes(writing, reasoning))
            {
                writing.Log.Dropped(partPlace, "reasoning");
                continue;
            }
            if (!reasoning.RedactedData.IsEmpty)
                writing.Log.Dropped(partPlace, "redacted reasoning");
            if (!reasoning.Text.IsEmpty)
                kept.Add(reasoning.Text);
            spellings ??= reasoning.Extras;
            writing.Extras(reasoning.Extras, partPlace);
        }
        if (kept.Count > 0)
            WriteText(writing, JoinedText.Of(kept), spellings);
        else if (!writing.Profile.RejectsUnknownMembers)
            WriteEmpty(writing.Json, message.Extras);
    }

    /// <summary>Whether <see cref="WriteRefusal"/> has something to write.</summary>
    public static bool HasRefusal(IReadOnlyList<Part> parts)
    {
        foreach (var part in parts)
        {
            if (part is RefusalPart && !part.Extras.Spells(Spelling.RefusalInContent))
                return true;
        }
        return false;
    }

    /// <summary>Writes <c>refusal</c>.</summary>
    public static void WriteRefusal(Utf8JsonWriter json, IReadOnlyList<Part> parts)
    {
        foreach (var part in parts)
        {
            if (part is RefusalPart refusal && !part.Extras.Spells(Spelling.RefusalInContent))
                refusal.Text.WriteMember(json, "refusal"u8);
        }
    }

    /// <summary>A caller of this dialect that said the empty thought: DeepSeek insists on the member.</summary>
    private static void WriteEmpty(Utf8JsonWriter json, Extras? extras)
    {
        if (extras.Spells(Spelling.ReasoningContent))
            json.WriteString("reasoning_content"u8, ""u8);
        if (extras.Spells(Spelling.Reasoning))
            json.WriteString("reasoning"u8, ""u8);
    }

    private static bool IsChunk(ReasoningPart reasoning) => reasoning.Extras.Spells(Spelling.Thinking);

    /// <summary>Whether the upstream takes a thought back.</summary>
    public static bool Takes(RequestWriting writing, ReasoningPart reasoning)
    {
        if (reasoning.Signature is { } signature && signature.Dialect != Names.Dialect)
            return false;
        if (writing.Profile.Reasoning != ReasoningMember.None)
            return true;
        return writing.IsOwn && !writing.Profile.RejectsUnknownMembers;
    }

    private static void WriteText(RequestWriting writing, JsonText text, Extras? spellings)
    {
        var saysContent = spellings.Spells(Spelling.ReasoningContent);
        var saysReasoning = spellings.Spells(Spelling.Reasoning);
        if (writing.Profile.Reasoning != ReasoningMember.None || !(saysContent || saysReasoning))
        {
            saysReasoning = writing.Profile.Reasoning == ReasoningMember.Reasoning;
            saysContent = !saysReasoning;
        }
        if (saysContent)
            text.WriteMember(writing.Json, "reasoning_content"u8);
        if (saysReasoning)
            text.WriteMember(writing.Json, "reasoning"u8);
    }
}
