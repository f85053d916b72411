using System.Text;
using Parley.AspNetCore.Tests.Failure;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Chaos;

/// <summary>Every fault script, through four inbound dialects, whole and streamed, on both lanes: no hang, no mixed answer, nothing tried after the answer has begun, and no call too many.</summary>
public sealed class ChaosTests
{
    private const string Impatient = "\"first_event_timeout_ms\": 150, \"idle_timeout_ms\": 150";

    /// <summary>Longer than any deadline of the tests: what takes as long hangs.</summary>
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(30);

    private static readonly string[] Clients = ["openai", "openai-responses", "anthropic", "gemini"];

    /// <summary>Script, client, upstream, and whether a stream is asked for.</summary>
    public static TheoryData<string, string, string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string, bool>();
            foreach (var (index, script) in FaultScript.All.Index())
            {
                foreach (var (place, client) in Clients.Index())
                {
                    // One half is copied, the other translated; the next script has it the other way round.
                    var upstream = (index + place) % 2 == 0 ? client : Clients[(place + 2) % Clients.Length];
                    cases.Add(script.Name, client, upstream, false);
                    cases.Add(script.Name, client, upstream, true);
                }
            }
            return cases;
        }
    }

    /// <summary>Script, and whether a stream is asked for.</summary>
    public static TheoryData<string, bool> SoleCases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var script in FaultScript.All)
            {
                cases.Add(script.Name, false);
                cases.Add(script.Name, true);
            }
            return cases;
        }
    }

    [Fact]
    public void Scripts_are_forty_at_least()
    {
        Assert.InRange(FaultScript.All.Count, 40, int.MaxValue);
        Assert.Equal(FaultScript.All.Count, FaultScript.All.DistinctBy(static script => script.Name).Count());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task First_target_that_fails_is_made_up_for_or_told_but_never_mixed(string name, string client, string upstream, bool stream)
    {
        var script = FaultScript.All.Single(script => script.Name == name);
        var sample = WireSample.Of(upstream);
        await using var targets = await Targets.StartAsync(2, backend: Impatient, upstream: upstream);
        var seen = new TaskCompletionSource();
        targets.Upstreams[0].Then(script.Play(new Scene(sample, stream, seen.Task)));
        targets.Upstreams[1].Then(FaultScript.Omega(sample, stream));

        var (status, text) = await AnswerAsync(targets, client, stream, seen);

        var expected = stream ? script.Streamed : script.Whole;
        Assert.Equal(expected, EndingOf(status, text));
        Assert.Equal([1, expected == Ending.Second ? 1 : 0], targets.Calls);
    }

    [Theory]
    [MemberData(nameof(SoleCases))]
    public async Task Sole_target_that_fails_is_asked_once_more_at_most(string name, bool stream)
    {
        var script = FaultScript.All.Single(script => script.Name == name);
        await using var targets = await Targets.StartAsync(1, "\"retry\": { \"initial_delay_ms\": 1 }", Impatient);
        var seen = new TaskCompletionSource();
        targets.Upstreams[0].Otherwise = _ => script.Play(new Scene(WireSample.OpenAI, stream, seen.Task));

        var (status, text) = await AnswerAsync(targets, "openai", stream, seen);

        var expected = (stream ? script.Streamed : script.Whole) is Ending.Second ? Ending.Told : stream ? script.Streamed : script.Whole;
        Assert.Equal(expected, EndingOf(status, text));
        Assert.Equal([script.IsRetried ? 2 : 1], targets.Calls);
    }

    private static async Task<(int Status, string Text)> AnswerAsync(Targets targets, string client, bool stream, TaskCompletionSource seen)
    {
        using var response = await targets.AskAsync(stream, client, ("X-Deadline-Ms", "20000")).WaitAsync(Forever);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer).AsTask().WaitAsync(Forever) is > 0 and var count)
        {
            text.Append(buffer, 0, count);
            if (text.ToString().Contains("Alpha", StringComparison.Ordinal))
                seen.TrySetResult();
        }
        return ((int)response.StatusCode, text.ToString());
    }

    private static Ending EndingOf(int status, string text)
    {
        var (alpha, omega, failed) = (text.Contains("Alpha", StringComparison.Ordinal), text.Contains("Omega", StringComparison.Ordinal), HasError(text));
        return (status, alpha, omega, failed) switch
        {
            (200, true, false, false) => Ending.First,
            (200, false, true, false) => Ending.Second,
            (200, true, false, true) => Ending.Broken,
            ( >= 400, false, false, true) => Ending.Told,
            _ => throw new InvalidOperationException($"This is none of the four: {status} {text}"),
        };
    }

    private static bool HasError(string text) => text.Replace("\"error\":null", "", StringComparison.Ordinal).Contains("\"error\"", StringComparison.Ordinal);
}
