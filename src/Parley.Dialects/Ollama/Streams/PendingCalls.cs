using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>
/// Tool calls whose arguments are still coming, in pieces that may interleave. Pieces are joined with their escapes, so that a surrogate pair that was split over two of them is whole again.
/// </summary>
internal sealed class PendingCalls
{
    private readonly List<(int Part, ToolCallStart Start, ArrayBufferWriter<byte> Arguments)> _calls = [];

    /// <summary>How many calls are pending.</summary>
    public int Count => _calls.Count;

    /// <summary>A call begins.</summary>
    public void Add(int part, ToolCallStart start)
    {
        var arguments = new ArrayBufferWriter<byte>();
        arguments.Write("\""u8);
        _calls.Add((part, start with { Extras = start.Extras?.Detach() }, arguments));
    }

    /// <summary>A piece of a call's arguments.</summary>
    public void Append(int part, JsonText piece)
    {
        for (var i = _calls.Count - 1; i >= 0; i--)
        {
            if (_calls[i].Part != part)
                continue;
            piece.WriteEscaped(_calls[i].Arguments);
            return;
        }
    }

    /// <summary>The calls in the order of their beginnings; none is pending afterwards.</summary>
    public List<ToolCallPart> Take()
    {
        var calls = new List<ToolCallPart>(_calls.Count);
        foreach (var (_, start, arguments) in _calls)
        {
            arguments.Write("\""u8);
            var text = ToolArguments.FromText(JsonText.FromToken(arguments.WrittenMemory));
            calls.Add(new ToolCallPart(start.Id, start.Name, text) { IsCustom = start.IsCustom, IdIsInvented = start.IdIsInvented, Extras = start.Extras });
        }
        _calls.Clear();
        return calls;
    }
}
