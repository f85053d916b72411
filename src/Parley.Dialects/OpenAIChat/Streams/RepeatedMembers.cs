using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Members that chunk after chunk repeats: only new values are kept, so that repetition costs nothing.</summary>
internal sealed class RepeatedMembers
{
    private readonly List<(byte[] Utf8Name, string Name, byte[] Value)> _seen = [];

    /// <summary>The last value of a member; absent when there was none.</summary>
    public RawJson this[string name]
    {
        get
        {
            foreach (var seen in _seen)
            {
                if (seen.Name == name)
                    return new RawJson(seen.Value);
            }
            return default;
        }
    }

    /// <summary>Keeps the member whose name the reader stands on, unless it has the value that it had before. Null at first says nothing.</summary>
    public void KeepNew(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data, ref Extras? fresh)
    {
        var place = _seen.Count - 1;
        while (place >= 0 && !reader.ValueTextEquals(_seen[place].Utf8Name))
            place--;
        var name = place >= 0 ? _seen[place].Name : reader.GetString() ?? "";
        reader.Read();
        var value = JsonScan.ReadRaw(ref reader, data);
        if (place >= 0 && value.Utf8.Span.SequenceEqual(_seen[place].Value))
            return;
        var copy = value.Utf8.ToArray();
        if (place >= 0)
            _seen[place] = _seen[place] with { Value = copy };
        else
            _seen.Add((Encoding.UTF8.GetBytes(name), name, copy));
        (fresh ??= new Extras(Names.Dialect)).Add(name, new RawJson(copy));
    }
}
