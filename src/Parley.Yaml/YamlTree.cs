using Parley.Configuration.Diagnostics;
using Parley.Configuration.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Parley.Yaml;

/// <summary>Reads one YAML document into nodes, event by event.</summary>
internal sealed class YamlTree
{
    // Aliases repeat what they name; a small file may mean billions of nodes, so that they are counted as if written out.
    private const int MostNodes = 200_000;
    private const int Deepest = 64;

    private readonly SourceText _source;
    private readonly ProblemList _problems;
    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, (ConfigNode Node, int Size)> _anchors = [];
    private int _size;
    private int _depth;

    public YamlTree(SourceText source, ProblemList problems)
    {
        (_source, _problems) = (source, problems);
        _scanner = new Scanner(new StringReader(source.Text));
        _parser = new Parser(_scanner);
    }

    public ConfigNode? Read()
    {
        try
        {
            return ReadDocument();
        }
        catch (InvalidOperationException exception)
        {
            // What the scanner of YamlDotNet 16.3 throws for a colon after a bracket that is not closed.
            var place = _scanner.CurrentPosition;
            throw new YamlException(place, place, "A bracket before this is not closed", exception);
        }
    }

    private ConfigNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
            return null;
        _parser.Consume<DocumentStart>();
        var root = ReadNode();
        _parser.Consume<DocumentEnd>();
        if (_parser.Current is DocumentStart second)
            _problems.Add(new Problem(ProblemCode.Syntax, "a second document begins here", Span(second.Start, second.End)) { Hint = "write one document to a file" });
        return root;
    }

    private ConfigNode ReadNode()
    {
        var before = _size;
        Count(1);
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return Repeat(alias);
        var current = _parser.Consume<NodeEvent>();
        if (++_depth > Deepest)
            throw new YamlException(current.Start, current.End, $"Nested more than {Deepest} levels deep");
        ConfigNode node = current switch
        {
            MappingStart => ReadMap(current),
            SequenceStart => ReadList(current),
            _ => ReadScalar((Scalar)current),
        };
        _depth--;
        if (!current.Anchor.IsEmpty)
            _anchors[current.Anchor] = (node, _size - before);
        return node;
    }

    private ConfigNode Repeat(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var named))
            throw new YamlException(alias.Start, alias.End, $"There is no anchor &{alias.Value} before this");
        Count(named.Size);
        return named.Node;
    }

    private ConfigScalar ReadScalar(Scalar scalar) => new(scalar.Value, scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any), Span(scalar.Start, scalar.End));

    private ConfigList ReadList(NodeEvent start)
    {
        var items = new List<ConfigNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode());
        return new ConfigList(items, Span(start.Start, start.End));
    }

    private ConfigMap ReadMap(NodeEvent start)
    {
        var entries = new List<ConfigEntry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var name = ReadNode();
            var value = ReadNode();
            if (name is not ConfigScalar text)
                _problems.Add(new Problem(ProblemCode.WrongKind, $"the name of a field is a text, not {name.Kind}", name.Span));
            else if (entries.Exists(entry => entry.Name == text.Text))
                _problems.Add(new Problem(ProblemCode.SaidTwice, $"field `{text.Text}` is written twice", text.Span) { Hint = "keep one of the two" });
            else
                entries.Add(new ConfigEntry(text.Text, text.Span, value));
        }
        return new ConfigMap(entries, entries.Count > 0 ? entries[0].NameSpan : Span(start.Start, start.End));
    }

    private void Count(int nodes)
    {
        _size += nodes;
        if (_size > MostNodes)
            throw new YamlException(_parser.Current?.Start ?? Mark.Empty, _parser.Current?.End ?? Mark.Empty, $"More than {MostNodes} values, aliases counted as often as they are used");
    }

    private SourceSpan Span(Mark start, Mark end) =>
        new(_source, (int)start.Line, (int)start.Column, start.Line == end.Line ? (int)Math.Max(1, end.Column - start.Column) : 1);
}
