using Parley.Configuration;

namespace Parley.Tests.Configuration;

public sealed class SecretTests
{
    [Fact]
    public void Line_break_of_the_file_that_a_key_came_from_is_no_part_of_it()
    {
        var backend = Files.Compile("""{ "backends": [ { "id": "a", "type": "openai" }, { "id": "b", "type": "groq", "api_key_env": "G" } ] }""", ("OPENAI_API_KEY", "sk-1\n"), ("G", " sk-2\r\n")).Backends;

        Assert.Equal(("sk-1", "sk-2"), (backend["a"].Credential!.Reveal(), backend["b"].Credential!.Reveal()));
    }

    [Fact]
    public void Blank_variable_is_no_key() =>
        Assert.False(Files.Compile("""{ "backends": [ { "id": "a", "type": "openai" } ] }""", ("OPENAI_API_KEY", " \n")).Backends["a"].Enabled);

    [Fact]
    public void Secret_never_shows_itself() => Assert.Equal("***", $"{new Secret("sk-1")}");
}
