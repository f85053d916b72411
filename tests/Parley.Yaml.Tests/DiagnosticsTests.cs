using Parley.Configuration.Diagnostics;

namespace Parley.Yaml.Tests;

public sealed class DiagnosticsTests
{
    [Fact]
    public void Misspelt_field_is_shown_as_compilers_show_it()
    {
        var loaded = YamlFiles.Load("""
            backends:
              - id: openai-gpt4
                type: openai
                api_key_evn: OPENAI_API_KEY
            """);

        Assert.StartsWith("""
            error[PRL1002]: unknown field `api_key_evn`
             --> parley.yaml:4:5
              |
            4 |     api_key_evn: OPENAI_API_KEY
              |     ^^^^^^^^^^^ did you mean `api_key_env`?
              = note: fields here: id, type, name, enabled, endpoint, api_key, api_key_env,
            """.ReplaceLineEndings("\n"), ProblemRenderer.Render(loaded.Problems), StringComparison.Ordinal);
        Assert.EndsWith("  = help: parley explain PRL1002\n\n1 error", ProblemRenderer.Render(loaded.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_wrong_is_shown_at_once_and_no_secret_with_it()
    {
        var shown = ProblemRenderer.Render(YamlFiles.Load(YamlFiles.Fixture("diagnostics/many.yaml")).Problems);

        Assert.DoesNotContain("very-secret", shown, StringComparison.Ordinal);
        Assert.Equal(YamlFiles.Fixture("diagnostics/many.txt").TrimEnd(), shown);
    }

    [Fact]
    public void Secret_is_covered_also_in_a_file_that_cannot_be_parsed()
    {
        var shown = ProblemRenderer.Render(YamlFiles.Load("keys: [ { name: dev, key: sk-very-secret } ] ]").Problems);

        Assert.Contains("PRL1001", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", shown, StringComparison.Ordinal);
    }
}
