using Parley.Dialects.Conversation;

namespace Parley.Dialects.Ollama;

/// <summary>Finds the call that a tool's result answers. Ollama's clients often send the tool's name alone, the oldest not even that: then the order decides.</summary>
internal sealed class ToolPairing
{
    private readonly List<ToolCallPart> _open = [];

    /// <summary>The calls of an assistant's turn; results that follow answer these.</summary>
    public void Open(List<ToolCallPart> calls)
    {
        _open.Clear();
        _open.AddRange(calls);
    }

    /// <summary>The id that the result answers, invented from its place when no call fits.</summary>
    public string Close(string? id, string? name, string place)
    {
        for (var i = 0; i < _open.Count; i++)
        {
            var call = _open[i];
            if (string.IsNullOrEmpty(id) ? string.IsNullOrEmpty(name) || call.Name == name : call.Id == id)
            {
                _open.RemoveAt(i);
                return call.Id;
            }
        }
        return string.IsNullOrEmpty(id) ? ToolCallIds.Invent(place, name ?? "", 0) : id;
    }
}
