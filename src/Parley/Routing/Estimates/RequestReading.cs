using System.Runtime.CompilerServices;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Upstream;
using Parley.Routing.Adaptive;

namespace Parley.Routing.Estimates;

/// <summary>Looks into a request for what routing makes of its content. What is read stays with the request, for whoever must translate it.</summary>
internal static class RequestReading
{
    /// <summary>Longer texts are looked at no further: what they ask for stands at their ends.</summary>
    private const int LongestText = 32 << 10;

    /// <summary>The traits of a chat; null when it is none, or cannot be read.</summary>
    public static RequestTraits? TraitsOf(InboundRequest? request)
    {
        if (request is null)
            return null;
        request.Traits ??= new StrongBox<RequestTraits?>(Read(request));
        return ((StrongBox<RequestTraits?>)request.Traits).Value;
    }

    private static RequestTraits? Read(InboundRequest request)
    {
        try
        {
            return request.Question is ChatRequest chat ? Of(chat) : null;
        }
        catch (WireFormatException)
        {
            // Whether that matters is for the attempt to say: a backend of the same dialect may take what Parley cannot read.
            return null;
        }
    }

    private static RequestTraits Of(ChatRequest chat) =>
        new(TextOf(chat), chat.Tools.Count, chat.Messages.Count, chat.Messages.Any(static message => message.Parts.Any(static part => part is MediaPart)));

    /// <summary>What the user said last.</summary>
    private static string TextOf(ChatRequest chat)
    {
        var text = new StringBuilder();
        for (var i = chat.Messages.Count - 1; i >= 0; i--)
        {
            if (chat.Messages[i].Role != Role.User)
                continue;
            foreach (var part in chat.Messages[i].Parts.OfType<TextPart>())
            {
                if (text.Length < LongestText)
                    text.Append(part.Text.ToString()).Append('\n');
            }
            break;
        }
        return text.Length > LongestText ? text.ToString(0, LongestText) : text.ToString().TrimEnd('\n');
    }
}
