using Parley.Configuration.Diagnostics;
using Parley.Configuration.Reading;

namespace Parley.Yaml.Tests;

public sealed class YamlFormatTests
{
    [Fact]
    public void Every_node_knows_its_place()
    {
        var (root, _) = Parse("# top\na:\n  - one\n  - { b: \"two\" }\n");

        var list = Assert.IsType<ConfigList>(((ConfigMap)root!).Find("a")!.Value);
        Assert.Equal("f.yaml:3:5", list.Items[0].Span.ToString());
        var two = ((ConfigMap)list.Items[1]).Find("b")!;
        Assert.Equal(("f.yaml:4:7", 1), (two.NameSpan.ToString(), two.NameSpan.Length));
        Assert.Equal(("f.yaml:4:10", 5), (two.Value.Span.ToString(), two.Value.Span.Length));
    }

    [Fact]
    public void Anchor_stands_for_its_value_wherever_it_is_named()
    {
        var map = (ConfigMap)Parse("a: &x [1, 2]\nb: *x\n").Root!;

        Assert.Same(map.Find("a")!.Value, map.Find("b")!.Value);
    }

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\n", "PRL1003", 3, 1)]
    [InlineData("a:\n\tb: 1\n", "PRL1001", 2, 1)]
    [InlineData("a: [1, 2\nb: 3\n", "PRL1001", 2, 1)]
    [InlineData("a:\n  b: 1\n\tc: 1\n", "PRL1001", 3, 1)]
    [InlineData("a: *nowhere\n", "PRL1001", 1, 4)]
    [InlineData("a: 1\n---\nb: 2\n", "PRL1001", 2, 1)]
    [InlineData("? [1]\n: 2\n", "PRL1004", 1, 3)]
    [InlineData("a: \"open\n", "PRL1001", 1, 4)]
    public void What_cannot_be_read_is_a_problem_with_its_place(string yaml, string code, int line, int column)
    {
        var problem = Assert.Single(Parse(yaml).Problems.All);

        Assert.Equal((code, line, column), (problem.Code.Id, problem.Span!.Line, problem.Span.Column));
    }

    [Fact]
    public void Tab_is_called_a_tab() => Assert.Equal("indent with spaces", Assert.Single(Parse("a:\n\tb: 1\n").Problems.All).Hint);

    [Fact]
    public void Aliases_of_aliases_cannot_blow_up()
    {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Assert.Equal("PRL1001", Assert.Single(Parse(bomb).Problems.All).Code.Id);
    }

    [Fact]
    public void Deep_nesting_is_refused() => Assert.Equal("PRL1001", Assert.Single(Parse(new string('[', 5000)).Problems.All).Code.Id);

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    public void Empty_file_is_an_empty_configuration(string yaml)
    {
        Assert.Empty(YamlFiles.Load(yaml).Problems);
        Assert.NotNull(YamlFiles.Load(yaml).Snapshot);
    }

    [Fact]
    public void Words_keep_their_letters_where_a_text_is_wanted()
    {
        var snapshot = YamlFiles.Load("backends: [ { id: no, type: ollama, name: 1.10, region: on } ]").Require();

        Assert.Equal(("no", "1.10", "on"), (snapshot.BackendList[0].Id, snapshot.BackendList[0].Name, snapshot.BackendList[0].Region));
    }

    private static (ConfigNode? Root, ProblemList Problems) Parse(string yaml)
    {
        var problems = new ProblemList();
        return (new YamlFormat().Parse(new SourceText("f.yaml", yaml), problems), problems);
    }
}
