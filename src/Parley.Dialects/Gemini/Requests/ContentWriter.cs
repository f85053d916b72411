using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Gemini;

/// <summary>Writes <c>contents</c>. A foreign conversation is put into turns that alternate, results of tools first; one's own goes back as it came.</summary>
internal sealed class ContentWriter
{
    /// <summary>Google's word for a call whose history another model made: Gemini 3 demands a signature on the first call of each step (ai.google.dev/gemini-api/docs/thought-signatures).</summary>
    private const string NoSignature = "skip_thought_signature_validator";

    private readonly Utf8JsonWriter _writer;
    private readonly ConversionLog _log;
    private readonly ModelFamily _family;
    private readonly bool _isOwn;
    private readonly CallIndex _calls;
    private readonly PartWriter _parts;
    private readonly ResultWriter _results;

    public ContentWriter(Utf8JsonWriter writer, ConversionLog log, ChatRequest request, ModelFamily family)
    {
        _writer = writer;
        _log = log;
        _family = family;
        _isOwn = request.Dialect == Names.Dialect;
        _calls = new CallIndex(request.Messages);
        _parts = new PartWriter(writer, log, _isOwn, _isOwn || family.IsThird);
        _results = new ResultWriter(writer, log, _calls, _isOwn, family.IsThird);
    }

    /// <summary>Writes the messages, each with its place in the request.</summary>
    public void Write(IReadOnlyList<(Message Message, string Place)> messages)
    {
        _writer.WriteStartArray("contents"u8);
        foreach (var turn in Turns(messages))
            WriteTurn(turn);
        _writer.WriteEndArray();
    }

    /// <summary>Foreign turns of which nothing is left go, and those around them join: the roles alternate.</summary>
    private List<Turn> Turns(IReadOnlyList<(Message Message, string Place)> messages)
    {
        var turns = new List<Turn>();
        for (var start = 0; start < messages.Count;)
        {
            var end = start + 1;
            while (end < messages.Count && Joins(messages[end - 1].Message, messages[end].Message))
                end++;
            var turn = new Turn(messages[start].Message, Collect(messages, start, end));
            start = end;
            if (_isOwn)
                turns.Add(turn);
            else if (turn.Items.Count > 0 && turns.Count > 0 && Joins(turns[^1].First, turn.First))
                turns[^1].Items.AddRange(turn.Items);
            else if (turn.Items.Count > 0)
                turns.Add(turn);
        }
        return turns;
    }

    /// <summary>True when anything of the instructions can be written; what cannot is recorded.</summary>
    public bool Says(IReadOnlyList<(Message Message, string Place)> systems)
    {
        if (_isOwn)
            return true;
        foreach (var (message, place) in systems)
        {
            for (var i = 0; i < message.Parts.Count; i++)
            {
                if (_parts.Accepts(message.Parts[i], $"{place}.content[{i}]"))
                    return true;
            }
        }
        return false;
    }

    /// <summary>Writes <c>parts</c> of the system instruction: those of the messages, and what is asked for in words.</summary>
    public void WriteSystem(IReadOnlyList<(Message Message, string Place)> systems, string? inWords)
    {
        var isSingle = systems.Count == 1 && inWords is null && IsSingle(systems[0].Message, systems[0].Message.Parts.Count);
        OpenParts(isSingle);
        foreach (var (message, place) in systems)
        {
            for (var i = 0; i < message.Parts.Count; i++)
            {
                var at = $"{place}.content[{i}]";
                if (_parts.Accepts(message.Parts[i], at))
                    _parts.Write(message.Parts[i], at);
            }
        }
        if (inWords is not null)
            _parts.Write(new TextPart(inWords), "");
        if (!isSingle)
            _writer.WriteEndArray();
    }

    private bool IsSingle(Message message, int count) => _isOwn && count == 1 && !Nested.Spelling(message.Extras, Names.Single).IsAbsent;

    private void OpenParts(bool isSingle)
    {
        if (isSingle)
            _writer.WritePropertyName("parts"u8);
        else
            _writer.WriteStartArray("parts"u8);
    }

    private bool Joins(Message before, Message message) => _isOwn
        ? message.Continues
        : Names.RoleWord(before.Role) == Names.RoleWord(message.Role);

    private void WriteTurn(Turn turn)
    {
        var (first, items) = turn;
        _writer.WriteStartObject();
        if (_isOwn && Nested.Spelling(first.Extras, "role") is { IsAbsent: false } role)
            role.WriteMember(_writer, "role"u8);
        else
            _writer.WriteString("role"u8, Names.RoleWord(first.Role));
        var calls = 0;
        var isSingle = IsSingle(first, items.Count);
        OpenParts(isSingle);
        foreach (var (part, place) in items)
            WritePart(part, place, ref calls);
        if (!isSingle)
            _writer.WriteEndArray();
        Nested.Write(_writer, first.Extras, "");
        _writer.WriteEndObject();
    }

    private void WritePart(Part part, string place, ref int calls)
    {
        if (part is ToolResultPart result)
        {
            _results.Write(result, place, _parts);
            return;
        }
        if (part is ToolCallPart && !_isOwn && _family.IsThird && calls++ == 0 && part.Signature is not { Dialect: Names.Dialect })
        {
            part = part with { Signature = new PartSignature(Names.Dialect, NoSignature) };
            _log.Emulated($"{place}.thoughtSignature", null, NoSignature);
        }
        _parts.Write(part, place);
    }

    /// <summary>What a turn says: results in the order of their calls, their media behind them, then the rest.</summary>
    private List<(Part Part, string Place)> Collect(IReadOnlyList<(Message Message, string Place)> messages, int start, int end)
    {
        var results = new List<(Part Part, string Place)>();
        var others = new List<(Part Part, string Place)>();
        for (var i = start; i < end; i++)
        {
            var (message, place) = messages[i];
            Report(message, place);
            for (var j = 0; j < message.Parts.Count; j++)
            {
                var part = message.Parts[j];
                var at = $"{place}.content[{j}]";
                if (part is ToolResultPart && !_isOwn)
                    results.Add((part, at));
                else if (part is ToolResultPart || _parts.Accepts(part, at))
                    others.Add((part, at));
            }
        }
        if (results.Count == 0)
            return others;
        if (results.Count > 1)
            results = Sorted(results);
        for (int i = 0, count = results.Count; i < count; i++)
        {
            foreach (var (media, place) in _results.MediaOf((ToolResultPart)results[i].Part, results[i].Place))
            {
                results.Add((media, place));
                _log.Moved(place, "parts");
            }
        }
        results.AddRange(others);
        return results;
    }

    /// <summary>A stable sort; <see cref="List{T}.Sort()"/> is not one.</summary>
    private List<(Part Part, string Place)> Sorted(List<(Part Part, string Place)> results)
    {
        var sorted = new List<(Part Part, string Place)>(results.Count);
        foreach (var result in results)
        {
            var ordinal = _calls.OrdinalOf((ToolResultPart)result.Part);
            var place = sorted.Count;
            while (place > 0 && _calls.OrdinalOf((ToolResultPart)sorted[place - 1].Part) > ordinal)
                place--;
            sorted.Insert(place, result);
        }
        return sorted;
    }

    private void Report(Message message, string place)
    {
        if (message.Name is not null)
            _log.Dropped($"{place}.name", message.Name);
        Nested.Report(message.Extras, _log, place);
    }

    private sealed record Turn(Message First, List<(Part Part, string Place)> Items);
}
