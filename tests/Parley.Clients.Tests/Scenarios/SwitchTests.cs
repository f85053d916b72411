using Parley.Clients.Tests.Staging;
using Parley.TestKit.Strict;

namespace Parley.Clients.Tests.Scenarios;

/// <summary>
/// A conversation that begins with one provider and goes on with another: ids, calls and results are the other's to take, and thoughts that the first one signed are not shown to the second,
/// which would refuse them.
/// </summary>
public sealed class SwitchTests(Stage stage)
{
    private static readonly CannedThought Thought = new("First,", " the sky.");

    /// <summary>Every client, going from every provider to every other one.</summary>
    public static TheoryData<string, string, string> All => Rows(Lacks.Nothing);

    /// <summary>As <see cref="All"/>, of those that have thoughts.</summary>
    public static TheoryData<string, string, string> WithThoughts => Rows(Lacks.Thoughts);

    [Theory]
    [MemberData(nameof(All))]
    public async Task Conversation_goes_on_with_another_provider(string client, string first, string next)
    {
        foreach (var stream in Cast.Has(client, Lacks.PiecesOfCalls) ? (bool[])[false, true] : [false])
        {
            var ask = Tools.Request with { Stream = stream, Results = Tools.Results };
            var calls = new CannedAnswer(new CannedText("Let me", " look."), Tools.AskWeather, Tools.AskTime);

            var (_, other) = await stage.PlayAsync(client, (first, Scenes.Answer(calls)), (next, Scenes.Answer(CannedAnswer.Saying("Sunny", "."))), ask);

            Assert.Equal("Sunny.", other.Good().Told.Text);
            Assert.Equal([("get_weather", "sunny, 21 °C"), ("get_time", "noon")], other.Heard.Last.Parts.Cast<HeardResult>().Select(static result => (result.Name, Tools.Said(result))));
            Assert.Equal("Let me look.", other.Heard.Turns[^2].Text);
        }
    }

    [Theory]
    [MemberData(nameof(WithThoughts))]
    public async Task Thoughts_stay_with_the_provider_that_signed_them(string client, string first, string next)
    {
        var thinker = first == "openai" ? "deepseek" : first;
        foreach (var stream in (bool[])[false, true])
        {
            var ask = Tools.Request with { Stream = stream, Think = true, Results = Tools.Results };

            var (_, other) = await stage.PlayAsync(client, (thinker, Scenes.Answer(new CannedAnswer(Thought, Tools.AskWeather))), (next, Scenes.Answer(CannedAnswer.Saying("Sunny", "."))), ask);

            Assert.Equal("Sunny.", other.Good().Told.Text);
            Assert.Equal("get_weather", Assert.Single(other.Heard.Turns[^2].Parts.OfType<HeardCall>()).Name);
            // Without a signature a thought is plain text: Ollama and Cohere take any, and what a client says in the provider's own dialect is left as it is, except where Anthropic would refuse it.
            if (next is not ("ollama" or "cohere") && (next == "anthropic" || next != Cast.DialectOf(client)))
                Assert.DoesNotContain(other.Heard.Turns[^2].Parts, static part => part is HeardThought);
        }
    }

    private static TheoryData<string, string, string> Rows(Lacks tested)
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var client in Cast.Clients.Where(client => Cast.Has(client, tested)))
        {
            foreach (var first in Cast.Providers)
            {
                foreach (var next in Cast.Providers.Where(provider => provider != first))
                    rows.Add(client, first, next);
            }
        }
        return rows;
    }
}
