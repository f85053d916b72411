using Parley.Configuration;

namespace Parley.Tests.Configuration;

public sealed class CallerKeysTests
{
    [Fact]
    public void Key_is_found_by_what_the_caller_shows()
    {
        var keys = new CallerKeys([CallerKey.Of("dev", "sk-client-key"), CallerKey.Of("ci", "sk-other-key")]);

        Assert.Equal("ci", keys.Find("sk-other-key")?.Name);
        Assert.Null(keys.Find("sk-client-kex"));
        Assert.Null(keys.Find(""));
        Assert.Null(keys.Find(new string('x', 5000)));
        Assert.True(keys.AreRequired);
    }

    [Fact]
    public void No_keys_require_nothing() => Assert.False(CallerKeys.None.AreRequired);

    [Fact]
    public void Secret_shows_itself_to_nobody_who_does_not_ask()
    {
        var secret = new Secret("sk-very-secret");

        Assert.Equal("***", secret.ToString());
        Assert.Equal("***", $"{secret}");
        Assert.DoesNotContain("very", new Parley.Configuration.Options.SecretSetting(secret).ToString(), StringComparison.Ordinal);
        Assert.Equal("sk-very-secret", secret.Reveal());
    }
}
