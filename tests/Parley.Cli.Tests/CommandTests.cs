using System.Text.Json.Nodes;
using Parley.Cli.Tests.Running;
using Parley.TestKit.Schemas;

namespace Parley.Cli.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("99999")]
    [InlineData("x")]
    public async Task Port_that_is_none_is_told_in_one_line(string port)
    {
        var (code, _, errors) = await ParleyProcess.RunAsync(_sandbox, ["serve", "--port", port]);
        Assert.Equal(2, code);
        Assert.Contains("from 0 to 65535", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_that_nobody_knows_is_told_in_one_line()
    {
        _sandbox.Write("parley.yaml", "server: { http: \"nosuch.invalid:4000\" }\nkeys: [ { name: dev, key_env: K } ]\n");
        var (code, _, errors) = await ParleyProcess.RunAsync(_sandbox, ["serve"], ("K", "sk-dev"));
        Assert.Equal(1, code);
        Assert.Contains("nosuch.invalid", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validation_shows_every_problem_where_it_is()
    {
        _sandbox.Write("parley.yaml", """
            backends:
              - id: gpt
                type: openai
                api_key_evn: OPENAI_API_KEY
              - id: gpt
                type: olama
            models:
              - { name: fast, targets: [nowhere/m] }
            """);

        var (code, output, errors) = await ParleyProcess.RunAsync(_sandbox, ["config", "validate"]);

        Assert.Equal((3, ""), (code, output));
        Assert.StartsWith("""
            error[PRL1002]: unknown field `api_key_evn`
             --> parley.yaml:4:5
              |
            4 |     api_key_evn: OPENAI_API_KEY
              |     ^^^^^^^^^^^ did you mean `api_key_env`?
            """.ReplaceLineEndings("\n"), errors, StringComparison.Ordinal);
        Assert.Contains(" = help: parley explain PRL1002\n", errors, StringComparison.Ordinal);
        Assert.EndsWith("errors\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validation_goes_on_to_meaning_where_the_form_is_right()
    {
        _sandbox.Write("parley.yaml", """
            backends:
              - { id: gpt, type: olama }
              - { id: gpt, type: openai }
            models:
              - { name: fast, targets: [nowhere/m] }
            """);

        var (code, _, errors) = await ParleyProcess.RunAsync(_sandbox, ["config", "validate", "parley.yaml"]);

        Assert.Equal(3, code);
        Assert.Contains("error[PRL1101]", errors, StringComparison.Ordinal);
        Assert.Contains(" --> parley.yaml:2:22\n", errors, StringComparison.Ordinal);
        Assert.Contains("did you mean `ollama`?", errors, StringComparison.Ordinal);
        Assert.Contains("error[PRL1102]", errors, StringComparison.Ordinal);
        Assert.Contains("error[PRL1103]", errors, StringComparison.Ordinal);
        Assert.EndsWith("3 errors\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validation_of_a_good_file_says_what_is_in_it()
    {
        _sandbox.Write("parley.yaml", "backends: [ { id: local, type: ollama } ]\nmodels: [ { name: m, targets: [local/llama3] } ]\n");

        Assert.Equal((0, "parley.yaml: valid, 1 backend(s), 1 model name(s), 0 key(s)\n", ""), await ParleyProcess.RunAsync(_sandbox, ["config", "validate"]));
    }

    [Fact]
    public async Task Validation_of_a_file_that_is_not_there_fails()
    {
        var (code, _, errors) = await ParleyProcess.RunAsync(_sandbox, ["config", "validate", "other.yaml"]);

        Assert.Equal(3, code);
        Assert.Contains("error[PRL1008]: `other.yaml` cannot be read", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_is_draft_seven_and_tells_good_from_bad()
    {
        var (code, output, errors) = await ParleyProcess.RunAsync(_sandbox, ["config", "schema"]);

        Assert.Equal((0, ""), (code, errors));
        var schema = JsonNode.Parse(output)!.AsObject();
        Assert.Equal("http://json-schema.org/draft-07/schema#", schema["$schema"]!.GetValue<string>());
        Assert.Empty(DraftSeven.Check(schema, JsonNode.Parse("""{"server":{"http":"127.0.0.1:4000"},"backends":[{"id":"a","type":"groq","api_key_env":"K"}],"models":[{"name":"m","targets":["a/b"]}],"keys":[{"name":"k","key_env":"P"}]}""")));
        Assert.NotEmpty(DraftSeven.Check(schema, JsonNode.Parse("""{"backends":[{"id":"a","typ":"groq"}]}""")));
    }

    [Theory]
    [InlineData("--no-such-option")]
    [InlineData("no-such-verb")]
    [InlineData("serve", "--port", "many")]
    [InlineData("config", "no-such-verb")]
    [InlineData("config")]
    public async Task Wrong_usage_is_told_apart_from_failure(params string[] arguments)
    {
        var (code, _, errors) = await ParleyProcess.RunAsync(_sandbox, arguments);

        Assert.Equal(2, code);
        Assert.NotEmpty(errors);
    }

    [Fact]
    public async Task Help_of_a_problem_can_be_asked_for()
    {
        var (code, output, _) = await ParleyProcess.RunAsync(_sandbox, ["explain", "prl1107"]);

        Assert.Equal(0, code);
        Assert.StartsWith("PRL1107: open to the network\n\n", output, StringComparison.Ordinal);
        Assert.Equal(5, (await ParleyProcess.RunAsync(_sandbox, ["explain", "PRL9999"])).Code);
    }
}
