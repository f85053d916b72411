using Parley.Dialects.Conversation;

namespace Parley.Dialects.Gemini;

/// <summary>
/// Gives calls without an id one that stays the same in every turn, and finds the call that a result without an id answers: the first open one of its name, in order.
/// </summary>
internal sealed class CallPairing
{
    private readonly List<(string Id, string Name)> _open = [];
    private int _calls;

    /// <summary>The part for a call.</summary>
    public ToolCallPart Call(FunctionCall call)
    {
        var id = call.Id ?? ToolCallIds.Invent(null, call.Name, _calls);
        _calls++;
        _open.Add((id, call.Name));
        return new ToolCallPart(id, call.Name, call.ToolArguments) { IdIsInvented = call.Id is null };
    }

    /// <summary>The id of the call that a result answers.</summary>
    public string Answer(FunctionResponse response)
    {
        var place = response.Id is null
            ? _open.FindIndex(call => call.Name == response.Name)
            : _open.FindIndex(call => call.Id == response.Id);
        if (place < 0)
            return response.Id ?? ToolCallIds.Invent("unasked", response.Name, _calls++);
        var id = _open[place].Id;
        _open.RemoveAt(place);
        return id;
    }
}
