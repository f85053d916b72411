using System.Text.Json;
using Parley.Configuration.Diagnostics;

namespace Parley.Routing.Evaluation;

/// <summary>
/// Reads tables: JSON Lines, one prompt a line, <c>{"prompt": "...", "arms": {"model": {"reward": 0.9, "cost": 0.0004}, ...}}</c>. A reward is from 0 to 1, a cost is in US dollars for the request, not below 0.
/// Every line has the same arms. Other members are passed over, empty lines too.
/// </summary>
internal sealed class RoutingTableReader
{
    // More problems than these tell nothing new.
    private const int MostProblems = 20;

    private readonly SourceText _source;
    private readonly List<Problem> _problems = [];
    private readonly List<RoutingRow> _rows = [];
    private List<string>? _arms;
    private int _line;
    private string _text = "";

    private RoutingTableReader(SourceText source) => _source = source;

    /// <summary>Reads a table.</summary>
    /// <exception cref="ConfigurationException">It is none; with every problem at its line.</exception>
    public static RoutingTable Read(SourceText source)
    {
        var reader = new RoutingTableReader(source);
        foreach (var line in source.Text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (reader._problems.Count < MostProblems)
                reader.ReadLine(line);
        }
        if (reader._rows.Count == 0 && reader._problems.Count == 0)
            reader.Tell(ProblemCode.Missing, "the table has no prompts");
        return reader._problems.Count > 0 ? throw new ConfigurationException(reader._problems) : new RoutingTable(reader._arms!, reader._rows);
    }

    private void ReadLine(string text)
    {
        _line++;
        _text = text;
        if (string.IsNullOrWhiteSpace(text))
            return;
        try
        {
            using var json = JsonDocument.Parse(text);
            ReadRow(json.RootElement);
        }
        catch (JsonException broken)
        {
            Tell(ProblemCode.Syntax, "the line is not JSON", column: (int)(broken.BytePositionInLine ?? 0) + 1);
        }
    }

    private void ReadRow(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object)
            Tell(ProblemCode.WrongKind, "the line is not an object");
        else if (!row.TryGetProperty("prompt", out var prompt))
            Tell(ProblemCode.Missing, "the line has no `prompt`");
        else if (prompt.ValueKind != JsonValueKind.String)
            Tell(ProblemCode.WrongKind, "`prompt` is not a text", "prompt");
        else if (!row.TryGetProperty("arms", out var arms))
            Tell(ProblemCode.Missing, "the line has no `arms`");
        else if (arms.ValueKind != JsonValueKind.Object)
            Tell(ProblemCode.WrongKind, "`arms` is not an object of arms by name", "arms");
        else
            ReadArms(prompt.GetString()!, arms);
    }

    private void ReadArms(string prompt, JsonElement arms)
    {
        var names = arms.EnumerateObject().Select(static arm => arm.Name).ToList();
        if (_arms is null && names.Count == 0)
        {
            Tell(ProblemCode.Missing, "`arms` names no arm", "arms");
            return;
        }
        if (names.Distinct().Count() != names.Count)
            Tell(ProblemCode.SaidTwice, "an arm is there twice", "arms");
        _arms ??= names;
        var (rewards, costs) = (new double[_arms.Count], new double[_arms.Count]);
        for (var i = 0; i < _arms.Count; i++)
        {
            if (!arms.TryGetProperty(_arms[i], out var arm))
                Tell(ProblemCode.Missing, $"the arm `{_arms[i]}` of the first line is missing", "arms");
            else
                (rewards[i], costs[i]) = (Number(arm, _arms[i], "reward", 1), Number(arm, _arms[i], "cost", double.MaxValue));
        }
        foreach (var name in names.Where(name => !_arms.Contains(name)))
            Tell(ProblemCode.NotAllowed, $"the arm `{name}` is not in the first line", name);
        _rows.Add(new RoutingRow(prompt, rewards, costs));
    }

    private double Number(JsonElement arm, string name, string field, double most)
    {
        if (arm.ValueKind != JsonValueKind.Object || !arm.TryGetProperty(field, out var value))
            Tell(ProblemCode.Missing, $"the arm `{name}` has no `{field}`", name);
        else if (value.ValueKind != JsonValueKind.Number)
            Tell(ProblemCode.WrongKind, $"the `{field}` of `{name}` is not a number", name);
        else if (!value.TryGetDouble(out var number) || !(number >= 0 && number <= most))
            Tell(ProblemCode.NotAllowed, field == "reward" ? $"the `reward` of `{name}` is not from 0 to 1" : $"the `cost` of `{name}` is not a number from 0", name);
        else
            return number;
        return 0;
    }

    /// <summary>Tells a problem at a word of the line, else at a column.</summary>
    private void Tell(ProblemCode code, string message, string word = "", int column = 1)
    {
        if (word.Length > 0 && _text.IndexOf($"\"{word}\"", StringComparison.Ordinal) is >= 0 and var found)
            column = found + 1;
        _problems.Add(new Problem(code, message, new SourceSpan(_source, Math.Max(1, _line), Math.Clamp(column, 1, _text.Length + 1), Math.Max(1, word.Length))));
    }
}
