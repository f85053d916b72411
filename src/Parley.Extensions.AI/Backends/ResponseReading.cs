using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Chat;

namespace Parley.Extensions.AI.Backends;

/// <summary>Whole responses of a chat client as replies: folded from the events that they would have been as a stream, so that both say the same.</summary>
internal static class ResponseReading
{
    /// <summary>The reply.</summary>
    public static ChatReply Of(ChatResponse response, string dialect, ConversionLog log)
    {
        foreach (var message in response.Messages)
            Answered.Required(message, "a message");
        var folder = new ReplyFolder(dialect);
        var reader = new UpdateReader(dialect, log);
        foreach (var update in response.ToChatResponseUpdates())
        {
            foreach (var told in reader.Read(update))
                folder.Add(told);
        }
        foreach (var told in reader.Complete())
            folder.Add(told);
        var reply = folder.Build();
        return reply.Choices.Count > 0 || response.FinishReason is null ? reply : reply with { Choices = [new Choice(0, [], FinishReasons.Of(response.FinishReason.Value, dialect, calls: false))] };
    }
}
