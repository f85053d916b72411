using System.Text.Json.Nodes;
using Parley.Cli.Tests.Running;

namespace Parley.Cli.Tests;

public sealed class RouteCommandTests : IDisposable
{
    private const string Table = """
        {"prompt":"a","arms":{"small":{"reward":0.5,"cost":0.001},"large":{"reward":1,"cost":0.02}}}
        {"prompt":"b","arms":{"small":{"reward":0.5,"cost":0.001},"large":{"reward":1,"cost":0.02}}}
        """;

    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Report_is_json()
    {
        _sandbox.Write("t.jsonl", Table);

        var (code, output, errors) = await ParleyProcess.RunAsync(_sandbox, ["route", "evaluate", "--table", "t.jsonl", "--strategy", "cheapest", "--ceiling", "0.002", "--seeds", "2"]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal("0.5 0.001 0.5", string.Create(null, $"{JsonNode.Parse(output)!["quality"]} {JsonNode.Parse(output)!["cost"]} {JsonNode.Parse(output)!["cost_to_ceiling"]}"));
    }

    [Fact]
    public async Task Table_that_is_wrong_is_told_with_file_and_line()
    {
        _sandbox.Write("t.jsonl", Table + "\n{\"prompt\":\"c\"}\n");

        var (code, output, errors) = await ParleyProcess.RunAsync(_sandbox, ["route", "evaluate", "--table", "t.jsonl"]);

        Assert.Equal((3, ""), (code, output));
        Assert.StartsWith("error[PRL1006]: the line has no `arms`\n --> t.jsonl:3:1\n", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--ceiling", "0")]
    [InlineData("--seeds", "none")]
    [InlineData("--strategy", "clever")]
    [InlineData("--split", "third")]
    public async Task Option_that_makes_no_sense_is_wrong_usage(string option, string value)
    {
        _sandbox.Write("t.jsonl", Table);

        var (code, _, errors) = await ParleyProcess.RunAsync(_sandbox, ["route", "evaluate", "--table", "t.jsonl", option, value]);

        Assert.Equal(2, code);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Learned_states_are_written_once_and_begun_with_afterwards()
    {
        _sandbox.Write("t.jsonl", Table);
        string[] command = ["route", "evaluate", "--table", "t.jsonl", "--seeds", "2", "--learn", "s.json"];

        Assert.Equal(0, (await ParleyProcess.RunAsync(_sandbox, command)).Code);
        var saved = await File.ReadAllTextAsync(Path.Combine(_sandbox.Folder, "s.json"), TestContext.Current.CancellationToken);
        Assert.Equal(0, (await ParleyProcess.RunAsync(_sandbox, command)).Code);

        Assert.StartsWith("{\"format\":\"parley-adaptive-state\"", saved, StringComparison.Ordinal);
        Assert.Equal(saved, await File.ReadAllTextAsync(Path.Combine(_sandbox.Folder, "s.json"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Request_may_begin_with_a_byte_order_mark()
    {
        _sandbox.Write("parley.json", """{ "server": { "echo": true } }""");
        _sandbox.Write("r.json", "\uFEFF" + """{"model":"parley/echo","messages":[{"role":"user","content":"hi"}]}""");

        var (code, output, errors) = await ParleyProcess.RunAsync(_sandbox, ["route", "explain", "-c", "parley.json", "--file", "r.json"]);

        Assert.Equal((0, ""), (code, errors));
        Assert.StartsWith("parley/echo", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_lead_nowhere_are_told_where_a_request_is_explained()
    {
        _sandbox.Write("parley.json", """{ "server": { "echo": true } }""");
        _sandbox.Write("r.json", """{"model":"nowhere","models":["parley/echo","neither"],"messages":[{"role":"user","content":"hi"}]}""");

        var (code, output, errors) = await ParleyProcess.RunAsync(_sandbox, ["route", "explain", "-c", "parley.json", "--file", "r.json"]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal("""
            nowhere -> parley/echo  (the only target)
              nowhere is passed over: no target has this name
              neither is passed over: no target has this name
              1. parley/echo: free (own hardware)

            """, output);
    }

    [Theory]
    [InlineData("explain", "-c", "parley.json", "--file", "requests", "error: requests is a folder; --file is one request as a caller would send it\n")]
    [InlineData("replay", "--policy", "parley.json", "--from", "requests", "error: requests is a folder; --from is a file of decisions\n")]
    public async Task Folder_in_place_of_a_file_is_told(string verb, string first, string configuration, string second, string folder, string error)
    {
        _sandbox.Write("parley.json", """{ "server": { "echo": true } }""");
        Directory.CreateDirectory(Path.Combine(_sandbox.Folder, folder));

        var (code, output, errors) = await ParleyProcess.RunAsync(_sandbox, ["route", verb, first, configuration, second, folder]);

        Assert.NotEqual(0, code);
        Assert.Equal(("", error), (output, errors));
    }

    [Theory]
    [InlineData("""{"request":{"model":"m","kind":"Poem"},"candidates":[]}""", "`request.kind` has a value that it cannot have")]
    [InlineData("""{"request":{"model":"m"},"candidates":[{"target":"a/b","rank":"first"}]}""", "`candidates[0].rank` has a value that it cannot have")]
    [InlineData("""{"request":{},"candidates":[]}""", "`request.model` is missing")]
    [InlineData("""{"request":{"model":"m"}}""", "`candidates` is missing")]
    [InlineData("""{"request":{"model":"m"},"candidates":[{"target":"x"}]}""", "a `target` is not written backend/model")]
    [InlineData("""{"request":{"model":"m"},""", "it is not JSON, or not whole, at byte 25")]
    [InlineData("[]", "a decision is an object")]
    public async Task Line_that_is_no_decision_is_told_with_file_line_and_member(string line, string wrong)
    {
        _sandbox.Write("parley.json", """{ "server": { "echo": true } }""");
        _sandbox.Write("past.jsonl", $$"""{"request":{"model":"m"},"candidates":[]}{{"\n\n"}}{{line}}{{"\n"}}""");

        var (code, output, errors) = await ParleyProcess.RunAsync(_sandbox, ["route", "replay", "--policy", "parley.json", "--from", "past.jsonl"]);

        Assert.Equal((1, ""), (code, output));
        Assert.Equal($"error: the decisions cannot be read: line 3 of past.jsonl: {wrong}\n", errors);
    }

    [Fact]
    public async Task Lesson_with_other_arms_is_told()
    {
        _sandbox.Write("t.jsonl", Table);
        _sandbox.Write("other.jsonl", """{"prompt":"a","arms":{"huge":{"reward":0.5,"cost":1}}}""");

        var (code, _, errors) = await ParleyProcess.RunAsync(_sandbox, ["route", "evaluate", "--table", "t.jsonl", "--learn", "other.jsonl"]);

        Assert.Equal(3, code);
        Assert.Contains("other.jsonl:1", errors, StringComparison.Ordinal);
    }
}
