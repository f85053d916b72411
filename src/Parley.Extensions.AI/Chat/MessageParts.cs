using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Content;

namespace Parley.Extensions.AI.Chat;

/// <summary>Messages of the abstractions as messages of a conversation. One for a request.</summary>
internal sealed class MessageParts(ConversionLog log)
{
    private readonly List<Message> _messages = [];

    /// <summary>All messages so far.</summary>
    public List<Message> Messages => _messages;

    /// <summary>Takes a message. One that holds results of tools beside other things becomes several.</summary>
    /// <param name="message">The message.</param>
    /// <param name="number">Its place among all.</param>
    public void Add(ChatMessage message, int number)
    {
        var role = RoleOf(message.Role, number);
        RecordProperties(message, number);
        var contents = message.Contents;
        if (contents.Count == 0)
        {
            Flush(role, [], message);
            return;
        }
        var parts = new List<Part>(contents.Count);
        var isOfResults = role == Role.Tool;
        for (var i = 0; i < contents.Count; i++)
        {
            var place = $"messages[{number}].contents[{i}]";
            var content = contents[i] ?? throw Given.Missing(place);
            if (ContentParts.Of(content, contents.Count == 1, log, place) is not { } part)
                continue;
            if (Joined(part, content, parts))
                continue;
            if (part is ToolResultPart != isOfResults)
            {
                FlushAny(isOfResults ? Role.Tool : role, parts, message);
                parts = [];
                isOfResults = !isOfResults;
            }
            parts.Add(part);
        }
        FlushAny(isOfResults ? Role.Tool : role, parts, message);
    }

    /// <summary>What hangs on the text before it is put back onto it: signatures, and the sources that a stream tells behind the text.</summary>
    private static bool Joined(Part part, AIContent content, List<Part> parts)
    {
        if (part is not TextPart { Text.IsEmpty: true } behind || parts is not [.., TextPart text])
            return false;
        if (content is TextReasoningContent)
            parts[^1] = text with { Signature = behind.Signature ?? text.Signature, Extras = behind.Extras ?? text.Extras };
        else if (behind.Citations.Count > 0)
            parts[^1] = text with { Citations = [.. text.Citations, .. behind.Citations] };
        else
            return false;
        return true;
    }

    private void FlushAny(Role role, List<Part> parts, ChatMessage message)
    {
        if (parts.Count > 0)
            Flush(role == Role.Tool && parts[0] is not ToolResultPart ? Role.User : role, parts, message);
    }

    private void Flush(Role role, List<Part> parts, ChatMessage message) => _messages.Add(new Message(role, parts) { Name = message.AuthorName });

    private Role RoleOf(ChatRole role, int number)
    {
        if (role == ChatRole.User)
            return Role.User;
        if (role == ChatRole.Assistant)
            return Role.Assistant;
        if (role == ChatRole.System)
            return Role.System;
        if (role == ChatRole.Tool)
            return Role.Tool;
        if (string.Equals(role.Value, "developer", StringComparison.OrdinalIgnoreCase))
            return Role.Developer;
        log.Clamped($"messages[{number}].Role", role.Value, "user");
        return Role.User;
    }

    private void RecordProperties(ChatMessage message, int number)
    {
        if (message.AdditionalProperties is not { Count: > 0 } properties)
            return;
        foreach (var (name, value) in properties)
        {
            if (!name.StartsWith(ChatProperties.Prefix, StringComparison.Ordinal))
                log.Dropped($"messages[{number}].AdditionalProperties[{name}]", value?.ToString());
        }
    }
}
