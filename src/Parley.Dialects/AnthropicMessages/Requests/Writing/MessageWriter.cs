using Parley.Dialects.Conversation;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Writes <c>messages</c>.</summary>
/// <remarks>
/// <para>All tool results of a turn must stand in the one user message behind the calls, before any other block; conversations of dialects with a message for each result are gathered so.</para>
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
        scope.WriteExtras(message.Extras, $"messages[{start}]");
        scope.Json.WriteEndObject();
    }

    /// <summary>Between two answers of the model: first all tool results in one message, then what else was said, message by message.</summary>
    private static void WriteTurns(RequestScope scope, int first)
    {
        var messages = scope.Request.Messages;
        for (var i = first; i < messages.Count;)
        {
            if (messages[i].Role == Role.Assistant)
            {
                WriteMessage(scope, i, "assistant"u8);
                i++;
                continue;
            }
            var end = i;
            while (end < messages.Count && messages[end].Role != Role.Assistant)
                end++;
            WriteResults(scope, i, end);
            for (; i < end; i++)
                WriteMessage(scope, i, "user"u8);
        }
    }

    private static void WriteResults(RequestScope scope, int start, int end)
    {
        var started = false;
        for (var i = start; i < end; i++)
        {
            var parts = scope.Request.Messages[i].Parts;
            for (var j = 0; j < parts.Count; j++)
            {
                if (parts[j] is not ToolResultPart)
                    continue;
                if (!started)
                {
                    scope.Json.WriteStartObject();
                    scope.Json.WriteString("role"u8, "user"u8);
                    scope.Json.WriteStartArray("content"u8);
                }
                started = true;
                BlockWriter.Write(parts[j], scope, $"messages[{i}].content[{j}]");
            }
        }
        if (!started)
            return;
        scope.Json.WriteEndArray();
        scope.Json.WriteEndObject();
    }

    private static void WriteMessage(RequestScope scope, int index, ReadOnlySpan<byte> role)
    {
        var message = scope.Request.Messages[index];
        var place = $"messages[{index}]";
        SystemWriter.DropName(message, scope, index);
        if (message.Role != Role.Assistant && !HasMoreThanResults(message))
            return;
        if (!HasWritable(message, scope))
        {
            WriteBlocks(message, scope, index, message.Role);
            return;
        }
        scope.Json.WriteStartObject();
        scope.Json.WriteString("role"u8, role);
        if (message.Role is Role.System or Role.Developer)
            WriteMovedSystem(message, scope, index);
        else if (message.Parts is [TextPart { IsBare: true, Cache: null } bare])
            bare.Text.WriteMember(scope.Json, "content"u8);
        else
        {
            scope.Json.WriteStartArray("content"u8);
            WriteBlocks(message, scope, index, message.Role);
            scope.Json.WriteEndArray();
        }
        scope.WriteExtras(message.Extras, place);
        scope.Json.WriteEndObject();
    }

    private static void WriteMovedSystem(Message message, RequestScope scope, int index)
    {
        scope.Log.Moved($"messages[{index}].role", "user message in <system> tags");
        scope.Json.WriteStartArray("content"u8);
        BlockWriter.Write(new TextPart($"<{SystemTag}>"), scope, "");
        WriteBlocks(message, scope, index, Role.System);
        BlockWriter.Write(new TextPart($"</{SystemTag}>"), scope, "");
        scope.Json.WriteEndArray();
    }

    /// <summary>Writes the parts but for the tool results that stand elsewhere.</summary>
    private static void WriteBlocks(Message message, RequestScope scope, int index, Role role)
    {
        for (var i = 0; i < message.Parts.Count; i++)
        {
            var part = message.Parts[i];
            if (part is ToolResultPart && !scope.IsOwn && role != Role.Assistant)
                continue;
            var place = $"messages[{index}].content[{i}]";
            if (!BlockWriter.CanWrite(part, role, scope))
            {
                BlockWriter.Drop(part, scope, place);
                continue;
            }
            BlockWriter.Write(part, scope, place);
        }
    }

    private static bool HasMoreThanResults(Message message)
    {
        foreach (var part in message.Parts)
        {
            if (part is not ToolResultPart)
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
