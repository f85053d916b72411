using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Content;

namespace Parley.Extensions.AI.Backends;

/// <summary>Messages as a chat client is told them. It gets its own secrets back, and nobody else's.</summary>
internal static class ClientMessages
{
    /// <summary>The messages.</summary>
    /// <param name="messages">What was said.</param>
    /// <param name="dialect">Who can verify what the client protected.</param>
    /// <param name="log">Takes what cannot be told.</param>
    public static List<ChatMessage> Of(IReadOnlyList<Message> messages, string dialect, ConversionLog log)
    {
        var told = new List<ChatMessage>(messages.Count);
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            message.Extras.Record(log, $"messages[{i}]");
            var contents = new List<AIContent>(message.Parts.Count);
            for (var part = 0; part < message.Parts.Count; part++)
                Add(message.Parts[part], contents, dialect, log, $"messages[{i}].content[{part}]");
            told.Add(new ChatMessage(RoleOf(message.Role), contents) { AuthorName = message.Name });
        }
        return told;
    }

    private static void Add(Part part, List<AIContent> contents, string dialect, ConversionLog log, string place)
    {
        part.Extras.Record(log, place);
        var signature = part.Signature;
        if (signature is { } foreign && (foreign.Dialect != dialect || part is not ReasoningPart))
        {
            log.Dropped($"{place}.signature");
            signature = null;
        }
        var content = part switch
        {
            TextPart text => new TextContent(text.Text.ToString()) { Annotations = CitationContents.AnnotationsOf(text.Citations) },
            ReasoningPart thought => ThoughtOf(thought, signature, log, place),
            OpaquePart opaque => OpaqueOf(opaque, dialect, log, place),
            ToolCallPart call => CallArguments.ContentOf(call),
            ToolResultPart result => ResultOf(result, dialect, log, place),
            _ => OtherOf(part, log, place),
        };
        if (content is null)
            return;
        content.RawRepresentation = null;
        if (part.Cache is { } cache)
            (content.AdditionalProperties ??= [])["cache_control"] = cache.TimeToLive ?? (object)true;
        contents.Add(content);
    }

    private static TextReasoningContent? ThoughtOf(ReasoningPart thought, PartSignature? signature, ConversionLog log, string place)
    {
        if (!thought.RedactedData.IsEmpty)
            log.DroppedContent($"{place}.redacted");
        return thought.Text.IsEmpty && signature is null ? null : new TextReasoningContent(thought.Text.ToString()) { ProtectedData = signature?.Value.ToString() };
    }

    /// <summary>A content of the client's own that the conversation has no part for.</summary>
    private static AIContent? OpaqueOf(OpaquePart opaque, string dialect, ConversionLog log, string place)
    {
        if (opaque.Dialect == dialect && JsonSerializer.Deserialize(opaque.Json.Utf8.Span, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(AIContent))) is AIContent own)
            return own;
        log.DroppedContent(place, opaque.Type);
        return null;
    }

    private static FunctionResultContent ResultOf(ToolResultPart result, string dialect, ConversionLog log, string place)
    {
        var contents = new List<AIContent>(result.Content.Count);
        for (var i = 0; i < result.Content.Count; i++)
            Add(result.Content[i], contents, dialect, log, $"{place}.content[{i}]");
        object? said = contents switch { [] => null, [TextContent text] => text.Text, _ => contents };
        return new FunctionResultContent(result.ToolCallId, said) { Exception = result.IsError == true ? new InvalidOperationException(said as string ?? "The tool failed.") : null };
    }

    private static AIContent? OtherOf(Part part, ConversionLog log, string place)
    {
        var contents = new List<AIContent>(1);
        PartContents.Add(part, contents);
        if (contents[0].GetType() != typeof(AIContent))
            return contents[0];
        log.DroppedContent(place, "a medium that contents have no form for");
        return null;
    }

    private static ChatRole RoleOf(Role role) => role switch
    {
        Role.Assistant => ChatRole.Assistant,
        Role.Tool => ChatRole.Tool,
        Role.System or Role.Developer => ChatRole.System,
        _ => ChatRole.User,
    };
}
