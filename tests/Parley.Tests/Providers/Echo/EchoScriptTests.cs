using Parley.Providers.Echo;

namespace Parley.Tests.Providers.Echo;

public sealed class EchoScriptTests
{
    [Theory]
    [InlineData("  lead and trail \n")]
    [InlineData("a [link](x), [delay] and [fault]")]
    [InlineData("[fault abc] [fault 200] [delay soon] [pace -1]")]
    [InlineData("[call me later]")]
    public void Text_without_commands_is_left_to_the_letter(string prompt)
    {
        var script = EchoScript.Read(prompt);

        Assert.Equal(new EchoScript(prompt), script);
    }

    [Fact]
    public void Commands_are_taken_out_and_what_only_looks_like_one_stays()
    {
        var script = EchoScript.Read("[delay 20ms] one [call me later] [pace 5] [fault 503 after 2]");

        Assert.Equal(("one [call me later]", 20d, 5d, 503, 2), (script.Text, script.Delay.TotalMilliseconds, script.Pace.TotalMilliseconds, script.FaultStatus, script.FaultAfter));
        Assert.Null(script.CallName);
    }

    [Theory]
    [InlineData("[call f]", "{}")]
    [InlineData("""[call f {"a":[1,2]}]""", """{"a":[1,2]}""")]
    public void Call_has_the_arguments_that_were_written(string prompt, string arguments)
    {
        var script = EchoScript.Read(prompt);

        Assert.Equal(("f", arguments), (script.CallName, script.CallArguments));
    }

    [Fact]
    public void Delay_beyond_all_time_is_the_longest_that_is_waited()
    {
        Assert.Equal(TimeSpan.FromMinutes(1), EchoScript.Read("[delay 99999999ms]").Delay);
        Assert.Equal(TimeSpan.Zero, EchoScript.Read("[delay 1e300ms]").Delay);
    }
}
