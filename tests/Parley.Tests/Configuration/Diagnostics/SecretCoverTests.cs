using Parley.Configuration.Diagnostics;

namespace Parley.Tests.Configuration.Diagnostics;

public sealed class SecretCoverTests
{
    [Theory]
    [InlineData("secret_access_key: abc/def+g", "secret_access_key: *********")]
    [InlineData("secretAccessKey: abc", "secretAccessKey: ***")]
    [InlineData("cost_per_token: 0.5", "cost_per_token: 0.5")]
    [InlineData("per_token: 0.5, token: abc", "per_token: 0.5, token: ***")]
    [InlineData("api_key:abc", "api_key:***")]
    [InlineData("api_key: abc # mine", "api_key: *** # mine")]
    [InlineData("api_key: abc#def,g}h", "api_key: ***********")]
    [InlineData("api_key: \"abc,TAIL\"", "api_key: \"********\"")]
    [InlineData("api_key: \"a}b]c 'd\\\"e\" # f", "api_key: \"***********\" # f")]
    [InlineData("api_key: 'it''s,mine'", "api_key: '**********'")]
    [InlineData("- { name: x, key: a,b, target: [c/d] }", "- { name: x, key: ***, target: [c/d] }")]
    [InlineData("""{ "api_key":"a,b", "id": "x" }""", """{ "api_key":"***", "id": "x" }""")]
    [InlineData("Authorization: Bearer abc", "Authorization: **********")]
    [InlineData("keys: [ abc, def ]", "keys: ************")]
    [InlineData("api_key: ${NAME:-abc}", "api_key: ************")]
    public void Secret_is_covered_to_its_end(string line, string shown) => Assert.Equal(shown, Shown(line));

    [Theory]
    [InlineData("endpoint: https://user:PASSWORD@host/v1?key=abc&x=1", "endpoint: https://*************@host/v1?key=***&x=*")]
    [InlineData("endpoint: \"https://user:a@b/c@host\"", "endpoint: \"https://**********@host\"")]
    [InlineData("endpoint: https://host/v1?api-version=2024-10-21", "endpoint: https://host/v1?api-version=2024-10-21")]
    public void Address_shows_neither_user_nor_query(string line, string shown) => Assert.Equal(shown, Shown(line));

    [Theory]
    [InlineData("api_key: ${NAME}")]
    [InlineData("api_key: env.NAME")]
    [InlineData("\"api_key\": \"os.environ/NAME\",")]
    [InlineData("api_key_env: NAME")]
    [InlineData("max_tokens: 100")]
    [InlineData("keys: [ { name: me, key_env: PARLEY_KEY } ]")]
    public void Line_without_a_secret_is_shown(string line) => Assert.Equal(line, Shown(line));

    [Theory]
    [InlineData("api_key: |\n  abc\n  d: e\nid: x", "api_key: *\n  ***\n  ****\nid: x")]
    [InlineData("api_key:\n  abc\nid: x", "api_key:\n  ***\nid: x")]
    [InlineData("api_key: \"abc\n  def\"\nid: x", "api_key: \"***\n*****\"\nid: x")]
    [InlineData("keys:\n- abc\n- name: me\n  key_env: X", "keys:\n*****\n- name: me\n  key_env: X")]
    public void Secret_that_goes_on_in_the_next_line_is_covered(string text, string shown) =>
        Assert.Equal(shown, string.Join('\n', Enumerable.Range(1, text.Split('\n').Length).Select(new SourceText("x.yaml", text).Line)));

    [Fact]
    public void Address_in_a_problem_shows_neither_user_nor_query()
    {
        var problem = Files.Load("""{ "backends": [ { "id": "x", "type": "vllm", "endpoint": "https://user:PASSWORD@host?key=abc" } ] }""").OnlyError();

        Assert.Equal("`https://*************@host?key=***` is not an address of a server", problem.Message);
    }

    private static string Shown(string line) => new SourceText("x.yaml", line).Line(1);
}
