using Parley.Dialects.Conversation;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Writes <c>system</c>.</summary>
internal static class SystemWriter
{
    /// <summary>Writes the leading system prompts and an instruction of Parley's own as <c>system</c>; returns the first message that is left for the messages.</summary>
    public static int Write(RequestScope scope, string? instruction)
    {
        var messages = scope.Request.Messages;
        var count = LeadingSystem(scope);
        if (count == 1 && instruction is null && messages[0].Parts is [TextPart { IsBare: true, Cache: null } bare] && (scope.IsOwn || !bare.Text.IsBlank))
        {
            bare.Text.WriteMember(scope.Json, "system"u8);
            DropName(messages[0], scope, 0);
            return count;
        }
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
        if (started || (count == 1 && scope.IsOwn && messages[0].Parts.Count == 0))
            End(scope, started);
        return count;
    }

    /// <summary>Records a speaker's name, which this wire has no place for.</summary>
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
            var place = Place.Of("messages", index).Content(i);
            if (!BlockWriter.CanWrite(message.Parts[i], Role.System, scope))
            {
                BlockWriter.Drop(message.Parts[i], scope, place);
                continue;
            }
            Start(scope, ref started);
            BlockWriter.Write(message.Parts[i], scope, place);
        }
    }

    private static void Start(RequestScope scope, ref bool started)
    {
        if (!started)
            scope.Json.WriteStartArray("system"u8);
        started = true;
    }

    private static void End(RequestScope scope, bool started)
    {
        if (!started)
            scope.Json.WriteStartArray("system"u8);
        scope.Json.WriteEndArray();
    }
}
