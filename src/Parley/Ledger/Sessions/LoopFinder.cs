using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Ledger.Sessions;

/// <summary>Finds conversations that run in circles: the same calls of tools again and again, or the same few by turns, without a word of the user in between. Pure.</summary>
internal static class LoopFinder
{
    /// <summary>How long a circle is at most.</summary>
    private const int LongestCircle = 4;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    /// <summary>The tools of the circle that a conversation ends in; null when it ends in none.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="repeats">How often a circle is gone through at least.</param>
    public static IReadOnlyList<string>? Find(IReadOnlyList<Message> messages, int repeats)
    {
        var steps = StepsOf(messages);
        for (var length = 1; length <= LongestCircle && length * repeats <= steps.Count; length++)
        {
            if (IsCircle(steps, length, repeats))
                return [.. steps[^length..].Select(static step => step.Names)];
        }
        return null;
    }

    private static bool IsCircle(List<(string Names, ulong Calls)> steps, int length, int repeats)
    {
        var first = steps.Count - (length * repeats);
        for (var i = steps.Count - 1; i >= first + length; i--)
        {
            if (steps[i].Calls != steps[i - length].Calls)
                return false;
        }
        return true;
    }

    /// <summary>What the model had done since the user spoke last: one step for each of its messages that calls tools.</summary>
    private static List<(string Names, ulong Calls)> StepsOf(IReadOnlyList<Message> messages)
    {
        var start = messages.Count;
        while (start > 0 && !IsUsersWord(messages, start - 1))
            start--;
        var steps = new List<(string, ulong)>();
        for (var i = start; i < messages.Count; i++)
        {
            var calls = messages[i].Role == Role.Assistant ? messages[i].Parts.OfType<ToolCallPart>().ToList() : [];
            if (calls.Count > 0)
                steps.Add((string.Join(" and ", calls.Select(static call => call.Name)), calls.Aggregate(0UL, static (sum, call) => sum + Of(call))));
        }
        return steps;
    }

    /// <summary>What the wire had in one message with the result of a tool is the agent's, which puts reminders there.</summary>
    private static bool IsUsersWord(IReadOnlyList<Message> messages, int place) =>
        messages[place] is { Role: Role.User, Parts.Count: > 0 } message
        && !HasResult(message)
        && !(message.Continues && place > 0 && HasResult(messages[place - 1]))
        && !(place + 1 < messages.Count && messages[place + 1] is { Continues: true } next && HasResult(next));

    private static bool HasResult(Message message) => message.Parts.Any(static part => part is ToolResultPart);

    private static ulong Of(ToolCallPart call)
    {
        var name = Mix(17, (ulong)string.GetHashCode(call.Name, StringComparison.Ordinal));
        if (!call.Arguments.TryGetObject(out var json))
            return Mix(name, (ulong)string.GetHashCode(call.Arguments.ToString(), StringComparison.Ordinal));
        using var document = JsonDocument.Parse(json.Utf8, Deep);
        return Mix(name, Of(document.RootElement));
    }

    /// <summary>A value's hash, by which spaces and the order of members do not matter.</summary>
    private static ulong Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Aggregate(3UL, static (sum, member) => sum + Mix((ulong)string.GetHashCode(member.Name, StringComparison.Ordinal), Of(member.Value))),
        JsonValueKind.Array => value.EnumerateArray().Aggregate(5UL, static (hash, item) => Mix(hash, Of(item))),
        JsonValueKind.String => Mix(7, (ulong)string.GetHashCode(value.GetString()!, StringComparison.Ordinal)),
        _ => Mix(11, (ulong)string.GetHashCode(value.GetRawText(), StringComparison.Ordinal)),
    };

    private static ulong Mix(ulong one, ulong other) => (one ^ other) * 0x9E3779B97F4A7C15 ^ (one >> 29);
}
