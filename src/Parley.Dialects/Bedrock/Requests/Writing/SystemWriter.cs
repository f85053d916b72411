using Parley.Dialects.Conversation;

namespace Parley.Dialects.Bedrock;

/// <summary>Writes <c>system</c>.</summary>
internal static class SystemWriter
{
    /// <summary>Writes the leading system prompts and an instruction of Parley's own as <c>system</c>; returns the first message that is left for the messages.</summary>
    public static int Write(RequestScope scope, string? instruction)
    {
        var messages = scope.Request.Messages;
        var count = LeadingSystem(scope);
        var started = false;
        for (var i = 0; i < count; i++)
        {
            DropName(messages[i], scope, i);
            WriteParts(messages[i], scope, i, ref started);
        }
        if (instruction is not null)
        {
            Start(scope, ref started);
            BlockWriter.Write(new TextPart(instruction), scope, "system");
        }
        if (!started && count > 0 && scope.IsOwn)
            Start(scope, ref started);
        if (started)
            scope.Json.WriteEndArray();
        return count;
    }

    /// <summary>Records a speaker's name and unknown members of the message, which this wire has no place for.</summary>
    public static void DropName(Message message, RequestScope scope, int index)
    {
        if (message.Name is not null)
            scope.Log.Dropped($"messages[{index}].name", message.Name);
    }

    /// <summary>How many messages go into <c>system</c>: all that lead, but never the whole conversation, since the API wants at least one message.</summary>
    private static int LeadingSystem(RequestScope scope)
    {
        var messages = scope.Request.Messages;
        var count = 0;
        while (count < messages.Count && messages[count].Role is Role.System or Role.Developer)
            count++;
        return count == messages.Count && count > 0 && !scope.IsOwn ? count - 1 : count;
    }

    private static void WriteParts(Message message, RequestScope scope, int index, ref bool started)
    {
        for (var i = 0; i < message.Parts.Count; i++)
        {
            var place = $"messages[{index}].content[{i}]";
            var part = message.Parts[i];
            if (!scope.IsOwn && part is not TextPart { Text.IsBlank: false })
            {
                BlockWriter.Drop(part, scope, place);
                continue;
            }
            Start(scope, ref started);
            BlockWriter.Write(part, scope, place);
            scope.WriteCache(part.Cache, place);
        }
        message.Extras.Record(scope.Log, $"messages[{index}]");
    }

    private static void Start(RequestScope scope, ref bool started)
    {
        if (!started)
            scope.Json.WriteStartArray("system"u8);
        started = true;
    }
}
