using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Providers.InProcess;

/// <summary>What code is asked: the conversation, without what it says that it cannot take. All else it is told, and what it makes of it is its own affair.</summary>
internal static class InProcessQuestion
{
    /// <summary>The question.</summary>
    /// <param name="chat">What is asked.</param>
    /// <param name="abilities">What the code says that it can do.</param>
    /// <param name="log">Takes what is left out.</param>
    public static ChatRequest Of(ChatRequest chat, Abilities abilities, ConversionLog log)
    {
        chat = Unaskable.WithoutHosted(chat, InProcessBackend.Word, log);
        if (!abilities.Tools && chat.Tools.Count > 0)
        {
            log.DroppedContent("tools", $"{chat.Tools.Count}");
            chat = chat with { Tools = [], ToolChoice = null };
        }
        if (!abilities.Reasoning && chat.Reasoning is not null)
        {
            log.Dropped("reasoning", null);
            chat = chat with { Reasoning = null };
        }
        if (!abilities.Vision || !abilities.Audio || !abilities.Documents)
            chat = chat with { Messages = [.. chat.Messages.Select((message, i) => message with { Parts = Taken(message.Parts, $"messages[{i}].content", abilities, log) })] };
        return abilities.JsonSchema ? chat : FormInWords.Of(chat, log);
    }

    private static List<Part> Taken(IReadOnlyList<Part> parts, string place, Abilities abilities, ConversionLog log)
    {
        var taken = new List<Part>(parts.Count);
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is MediaPart media && !Takes(abilities, media.Kind))
                log.DroppedContent($"{place}[{i}]", media.Kind.ToString());
            else if (parts[i] is ToolResultPart result)
                taken.Add(result with { Content = Taken(result.Content, $"{place}[{i}].content", abilities, log) });
            else
                taken.Add(parts[i]);
        }
        return taken;
    }

    private static bool Takes(Abilities abilities, MediaKind kind) => kind switch
    {
        MediaKind.Image or MediaKind.Video => abilities.Vision,
        MediaKind.Audio => abilities.Audio,
        _ => abilities.Documents,
    };
}
