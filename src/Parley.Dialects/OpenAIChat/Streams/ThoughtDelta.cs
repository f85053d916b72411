using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads the thoughts of a delta.</summary>
internal static class ThoughtDelta
{
    /// <summary>The thought, which comes before the text wherever it stands; vLLM says it under both names. The reader is a copy.</summary>
    public static JsonText Read(Utf8JsonReader reader, ReadOnlyMemory<byte> body, ChoiceState state, List<ChatEvent> events)
    {
        var content = default(JsonText);
        var reasoning = default(JsonText);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("reasoning_content"u8))
                content = TextOf(ref reader, body);
            else if (reader.ValueTextEquals("reasoning"u8))
                reasoning = TextOf(ref reader, body);
            else
                JsonRead.Skip(ref reader);
        }
        if (!reasoning.IsEmpty && !state.HasSpelledThoughts)
            SpellThoughts(state, !content.IsEmpty, events);
        return content.IsEmpty ? reasoning : content;
    }

    private static void SpellThoughts(ChoiceState state, bool saysContentToo, List<ChatEvent> events)
    {
        Extras? spelling = null;
        ThoughtSpelling.Note(ref spelling, saysReasoning: true, saysContentToo);
        state.HasSpelledThoughts = true;
        events.Add(ChatEvent.Of(ChatEventKind.MessageExtras, spelling, state.Index));
    }

    /// <summary>Whether the reader stands on the name of a thought.</summary>
    public static bool IsThought(ref Utf8JsonReader reader) => reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("reasoning"u8);

    private static JsonText TextOf(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return Loose.TextHere(ref reader, body);
    }
}
