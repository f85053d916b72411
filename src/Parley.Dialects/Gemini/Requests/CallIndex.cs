using Parley.Dialects.Conversation;

namespace Parley.Dialects.Gemini;

/// <summary>The calls of a conversation by id: a result on this wire needs its function's name, and, where ids are not written, the order of the calls.</summary>
internal sealed class CallIndex
{
    private readonly Dictionary<string, (ToolCallPart Call, int Ordinal)> _calls = new(StringComparer.Ordinal);

    public CallIndex(IReadOnlyList<Message> messages)
    {
        foreach (var message in messages)
        {
            foreach (var part in message.Parts)
            {
                if (part is ToolCallPart call)
                    _calls[call.Id] = (call, _calls.Count);
            }
        }
    }

    /// <summary>The name of the function that a result comes from.</summary>
    public string NameOf(ToolResultPart result) => result.Name ?? (_calls.TryGetValue(result.ToolCallId, out var found) ? found.Call.Name : result.ToolCallId);

    /// <summary>The place of the call among all calls; results without a call come last.</summary>
    public int OrdinalOf(ToolResultPart result) => _calls.TryGetValue(result.ToolCallId, out var found) ? found.Ordinal : int.MaxValue;

    /// <summary>True when the call had an id of its own.</summary>
    public bool HasRealId(ToolResultPart result) => !_calls.TryGetValue(result.ToolCallId, out var found) || !found.Call.IdIsInvented;
}
