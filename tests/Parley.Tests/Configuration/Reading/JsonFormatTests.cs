using Parley.Configuration.Diagnostics;
using Parley.Configuration.Reading;

namespace Parley.Tests.Configuration;

public sealed class JsonFormatTests
{
    [Fact]
    public void Every_node_knows_its_place()
    {
        var root = Assert.IsType<ConfigMap>(Parse("{\n  // why\n  \"ä\": [1, \"two\",\n    { \"x\": true }],\n}").Root);

        var list = Assert.IsType<ConfigList>(root.Find("ä")!.Value);
        Assert.Equal("f.json:3:3", root.Find("ä")!.NameSpan.ToString());
        Assert.Equal(["f.json:3:9", "f.json:3:12", "f.json:4:5"], list.Items.Select(item => item.Span.ToString()));
        Assert.Equal(5, list.Items[1].Span.Length);
    }

    [Fact]
    public void Repeated_name_is_a_problem()
    {
        var problem = Assert.Single(Parse("""{ "a": 1, "a": 2 }""").Problems.All);

        Assert.Equal(("PRL1003", 11), (problem.Code.Id, problem.Span!.Column));
    }

    [Fact]
    public void Broken_text_is_one_problem_with_its_place()
    {
        var (root, problems) = Parse("{\n  \"a\": tru }");

        Assert.Null(root);
        var problem = Assert.Single(problems.All);
        Assert.Equal(("PRL1001", 2), (problem.Code.Id, problem.Span!.Line));
    }

    private static (ConfigNode? Root, ProblemList Problems) Parse(string text)
    {
        var problems = new ProblemList();
        return (new JsonFormat().Parse(new SourceText("f.json", text), problems), problems);
    }
}
