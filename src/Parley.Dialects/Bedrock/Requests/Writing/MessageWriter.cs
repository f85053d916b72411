using Parley.Dialects.Conversation;

namespace Parley.Dialects.Bedrock;

/// <summary>Writes <c>messages</c>.</summary>
/// <remarks>
/// A conversation begins with the user's turn. Turns must alternate, and all tool results of a turn stand in the one user message behind the calls, before any other block; conversations of dialects with a message for each result are gathered so.
/// There is no system prompt in the middle: one that another dialect put there becomes a user message that says what it is.
/// </remarks>
internal static class MessageWriter
{
    private const string SystemTag = "system";

    /// <summary>Stands in for the user's turn where a conversation begins with the model's.</summary>
    private const string Opening = "(The conversation begins.)";

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
            var started = false;
            Start(scope, messages[start].Role == Role.Assistant, ref started);
            for (var message = start; message < i; message++)
                WriteBlocks(scope, message);
            scope.Json.WriteEndArray();
            messages[start].Extras.Write(scope.Json, Names.Dialect, scope.Log, $"messages[{start}]");
            scope.Json.WriteEndObject();
        }
    }

    private static void WriteTurns(RequestScope scope, int first)
    {
        var messages = scope.Request.Messages;
        if (first < messages.Count && messages[first].Role == Role.Assistant && HasWritable(messages[first], withResults: false))
            WriteOpening(scope, first);
        for (var i = first; i < messages.Count;)
        {
            var start = i++;
            var isAssistant = messages[start].Role == Role.Assistant;
            while (i < messages.Count && ((messages[i].Role == Role.Assistant) == isAssistant || !HasWritable(messages[i], withResults: true)))
                i++;
            WriteTurn(scope, start, i, isAssistant);
        }
    }

    private static void WriteOpening(RequestScope scope, int first)
    {
        var started = false;
        Start(scope, isAssistant: false, ref started);
        BlockWriter.Write(new TextPart(Opening), scope, "");
        scope.Json.WriteEndArray();
        scope.Json.WriteEndObject();
        scope.Log.Emulated($"messages[{first}].role", "assistant", "a user turn before it");
    }

    /// <summary>Writes what one side says until the other speaks as one message: first all tool results, then the rest.</summary>
    private static void WriteTurn(RequestScope scope, int start, int end, bool isAssistant)
    {
        var started = false;
        for (var i = start; i < end; i++)
            WriteResults(scope, i, isAssistant, ref started);
        for (var i = start; i < end; i++)
            WriteRest(scope, i, isAssistant, ref started);
        if (started)
        {
            scope.Json.WriteEndArray();
            scope.Json.WriteEndObject();
        }
        for (var i = start; i < end; i++)
            scope.Request.Messages[i].Extras.Record(scope.Log, $"messages[{i}]");
    }

    private static void Start(RequestScope scope, bool isAssistant, ref bool started)
    {
        if (started)
            return;
        started = true;
        scope.Json.WriteStartObject();
        scope.Json.WriteString("role"u8, isAssistant ? "assistant"u8 : "user"u8);
        scope.Json.WriteStartArray("content"u8);
    }

    private static void WriteResults(RequestScope scope, int index, bool isAssistant, ref bool started)
    {
        var message = scope.Request.Messages[index];
        for (var i = 0; i < message.Parts.Count && message.Role != Role.Assistant; i++)
        {
            if (message.Parts[i] is not ToolResultPart result)
                continue;
            Start(scope, isAssistant, ref started);
            var place = $"messages[{index}].content[{i}]";
            BlockWriter.Write(result, scope, place);
            scope.WriteCache(result.Cache, place);
        }
    }

    private static void WriteRest(RequestScope scope, int index, bool isAssistant, ref bool started)
    {
        var message = scope.Request.Messages[index];
        SystemWriter.DropName(message, scope, index);
        var hasBlocks = HasWritable(message, withResults: false);
        var isMoved = hasBlocks && message.Role is Role.System or Role.Developer;
        if (hasBlocks)
            Start(scope, isAssistant, ref started);
        if (isMoved)
        {
            scope.Log.Moved($"messages[{index}].role", "user message in <system> tags");
            BlockWriter.Write(new TextPart($"<{SystemTag}>"), scope, "");
        }
        WriteBlocks(scope, index);
        if (isMoved)
            BlockWriter.Write(new TextPart($"</{SystemTag}>"), scope, "");
    }

    /// <summary>Writes the parts but for the tool results that stand elsewhere.</summary>
    private static void WriteBlocks(RequestScope scope, int index)
    {
        var message = scope.Request.Messages[index];
        for (var i = 0; i < message.Parts.Count; i++)
        {
            var part = message.Parts[i];
            var place = $"messages[{index}].content[{i}]";
            if (!scope.IsOwn && part is ToolResultPart && message.Role != Role.Assistant)
                continue;
            if (!scope.IsOwn && !CanWrite(part, message.Role))
            {
                BlockWriter.Drop(part, scope, place);
                continue;
            }
            BlockWriter.Write(part, scope, place);
            scope.WriteCache(part.Cache, place);
        }
    }

    private static bool HasWritable(Message message, bool withResults)
    {
        foreach (var part in message.Parts)
        {
            if ((withResults || part is not ToolResultPart) && CanWrite(part, message.Role))
                return true;
        }
        return false;
    }

    /// <summary>True when a part of another dialect can stand in a message of the role. The API takes no blank text, and thoughts from their signer alone.</summary>
    private static bool CanWrite(Part part, Role role) => part switch
    {
        TextPart text => !text.Text.IsBlank,
        RefusalPart refusal => !refusal.Text.IsBlank,
        ReasoningPart thought => role == Role.Assistant && ThinkingPlan.IsReplayable(thought),
        MediaPart media => role != Role.Assistant && MediaWriter.CanWrite(media, isOwn: false),
        ToolCallPart => role == Role.Assistant,
        ToolResultPart => role != Role.Assistant,
        OpaquePart opaque => opaque.Dialect == Names.Dialect,
        _ => false,
    };
}
