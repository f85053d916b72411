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
    public async Task Lesson_with_other_arms_is_told()
    {
        _sandbox.Write("t.jsonl", Table);
        _sandbox.Write("other.jsonl", """{"prompt":"a","arms":{"huge":{"reward":0.5,"cost":1}}}""");

        var (code, _, errors) = await ParleyProcess.RunAsync(_sandbox, ["route", "evaluate", "--table", "t.jsonl", "--learn", "other.jsonl"]);

        Assert.Equal(3, code);
        Assert.Contains("other.jsonl:1", errors, StringComparison.Ordinal);
    }
}
