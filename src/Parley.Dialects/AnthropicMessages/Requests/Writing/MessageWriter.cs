using Parley.Dialects.Conversation;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Writes <c>messages</c>.</summary>
/// <remarks>
/// <para>All tool results of a turn must stand in the one user message behind the calls, before any other block; conversations of dialects with a message for each result are gathered so.
/// Turns must alternate: the API itself joins neighbours of one role, other servers of the dialect refuse them.</para>
/// <para>A system prompt in the middle is understood as <c>role: "system"</c> by Opus 4.8 and some later models only, and only behind a user turn; the others answer 400
/// (Anthropic, "Mid-conversation system messages"). One that another dialect put there becomes a user message that says what it is, which every model understands.</para>
/// </remarks>
internal static class MessageWriter
{
    private const string SystemTag = "system";

    /// <summary>Writes the messages from <paramref name="first"/> on.</summary>
    public static void Write(RequestScope scope, int first)
    {
        scope.Json.WriteStartArray("messages"u8);
        if (scope.IsOwn)
            WriteOwn(scope, first);
        else
            WriteTurns(scope, first);
        scope.Json.WriteEndArray();
    }

    private static void WriteOwn(RequestScope scope, int first)
    {
        var messages = scope.Request.Messages;
        for (var i = first; i < messages.Count;)
        {
            var start = i++;
            while (i < messages.Count && messages[i].Continues)
                i++;
            WriteOwnMessage(scope, start, i);
        }
    }

    private static void WriteOwnMessage(RequestScope scope, int start, int end)
    {
        var message = scope.Request.Messages[start];
        if (end - start == 1 && message.Parts.Count > 0 && message.Role == Role.Assistant && !HasWritable(message, scope))
        {
            WriteBlocks(message, scope, start, message.Role);
            return;
        }
        scope.Json.WriteStartObject();
        scope.Json.WriteString("role"u8, message.Role switch
        {
            Role.Assistant => "assistant"u8,
            Role.System or Role.Developer => "system"u8,
            _ => "user"u8,
        });
        if (end - start == 1 && message.Parts is [TextPart { IsBare: true, Cache: null } bare])
        {
            bare.Text.WriteMember(scope.Json, "content"u8);
        }
        else
        {
            scope.Json.WriteStartArray("content"u8);
            for (var i = start; i < end; i++)
                WriteBlocks(scope.Request.Messages[i], scope, i, message.Role);
            scope.Json.WriteEndArray();
        }
        scope.WriteExtras(message.Extras, Place.Of("messages", start));
        scope.Json.WriteEndObject();
    }

    private static void WriteTurns(RequestScope scope, int first)
    {
        var messages = scope.Request.Messages;
        for (var i = first; i < messages.Count;)
        {
            var start = i++;
            var isAssistant = messages[start].Role == Role.Assistant;
            while (i < messages.Count && ((messages[i].Role == Role.Assistant) == isAssistant || !SaysAnything(messages[i], scope)))
                i++;
            WriteTurn(scope, start, i, isAssistant ? "assistant"u8 : "user"u8);
        }
    }

    /// <summary>Writes what one side says until the other speaks as one message: first all tool results, then the rest.</summary>
    private static void WriteTurn(RequestScope scope, int start, int end, ReadOnlySpan<byte> role)
    {
        var messages = scope.Request.Messages;
        if (end - start == 1 && messages[start] is { Role: Role.User or Role.Assistant, Parts: [TextPart { IsBare: true, Cache: null, Text.IsEmpty: false } bare] } only)
        {
            SystemWriter.DropName(only, scope, start);
            scope.Json.WriteStartObject();
            scope.Json.WriteString("role"u8, role);
            bare.Text.WriteMember(scope.Json, "content"u8);
            scope.WriteExtras(only.Extras, Place.Of("messages", start));
            scope.Json.WriteEndObject();
            return;
        }
        var started = false;
        for (var i = start; i < end; i++)
            WriteResults(scope, i, role, ref started);
        for (var i = start; i < end; i++)
            WriteRest(scope, i, role, ref started);
        if (!started)
            return;
        scope.Json.WriteEndArray();
        for (var i = start; i < end; i++)
            scope.WriteExtras(messages[i].Extras, Place.Of("messages", i));
        scope.Json.WriteEndObject();
    }

    private static void Start(RequestScope scope, ReadOnlySpan<byte> role, ref bool started)
    {
        if (started)
            return;
        started = true;
        scope.Json.WriteStartObject();
        scope.Json.WriteString("role"u8, role);
        scope.Json.WriteStartArray("content"u8);
    }

    private static void WriteResults(RequestScope scope, int index, ReadOnlySpan<byte> role, ref bool started)
    {
        var message = scope.Request.Messages[index];
        for (var i = 0; i < message.Parts.Count && message.Role != Role.Assistant; i++)
        {
            if (message.Parts[i] is not ToolResultPart result)
                continue;
            Start(scope, role, ref started);
            BlockWriter.Write(result, scope, Place.Of("messages", index).Content(i));
        }
    }

    private static void WriteRest(RequestScope scope, int index, ReadOnlySpan<byte> role, ref bool started)
    {
        var message = scope.Request.Messages[index];
        SystemWriter.DropName(message, scope, index);
        if (!HasWritable(message, scope))
        {
            WriteBlocks(message, scope, index, message.Role);
            return;
        }
        Start(scope, role, ref started);
        var isMoved = message.Role is Role.System or Role.Developer;
        if (isMoved)
        {
            scope.Log.Moved($"messages[{index}].role", "user message in <system> tags");
            BlockWriter.Write(new TextPart($"<{SystemTag}>"), scope, "");
        }
        WriteBlocks(message, scope, index, message.Role);
        if (isMoved)
            BlockWriter.Write(new TextPart($"</{SystemTag}>"), scope, "");
    }

    /// <summary>Writes the parts but for the tool results that stand elsewhere.</summary>
    private static void WriteBlocks(Message message, RequestScope scope, int index, Role role)
    {
        for (var i = 0; i < message.Parts.Count; i++)
        {
            var part = message.Parts[i];
            if (part is ToolResultPart && !scope.IsOwn && role != Role.Assistant)
                continue;
            var place = Place.Of("messages", index).Content(i);
            if (!BlockWriter.CanWrite(part, role, scope))
            {
                BlockWriter.Drop(part, scope, place);
                continue;
            }
            BlockWriter.Write(part, scope, place);
        }
    }

    private static bool SaysAnything(Message message, RequestScope scope)
    {
        foreach (var part in message.Parts)
        {
            if (BlockWriter.CanWrite(part, message.Role, scope))
                return true;
        }
        return false;
    }

    private static bool HasWritable(Message message, RequestScope scope)
    {
        foreach (var part in message.Parts)
        {
            if (part is not ToolResultPart && BlockWriter.CanWrite(part, message.Role, scope))
                return true;
        }
        return false;
    }
}
