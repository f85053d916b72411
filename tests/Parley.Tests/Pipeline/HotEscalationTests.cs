using System.Collections.Frozen;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects.Conversation;
using Parley.Hardware;

namespace Parley.Tests.Pipeline;

/// <summary>A stronger model whose hardware is at the critical temperature.</summary>
public sealed class HotEscalationTests
{
    private const string Sure = "The capital of Australia is Canberra, which was chosen as a compromise.";

    [Theory]
    [InlineData("", 90, "I don't know.")]
    [InlineData("", 84, Sure)]
    [InlineData(", \"respect_thermal_limits\": false", 90, Sure)]
    [InlineData(", \"respect_thermal_limits\": false", 96, "I don't know.")]
    public async Task Is_not_asked_for_an_answer_that_there_is_already_unless_the_operator_says_so(string more, double degrees, string expected)
    {
        using var gateway = Opened(more);
        gateway.Engine.Hardware.Current = Reading("strong", degrees);

        var answer = await gateway.AskAsync(new ChatRequest { Model = "m", Messages = [new Message(Role.User, [new TextPart("What is the capital of Australia?")])] });

        Assert.Equal(expected, ((TextPart)answer.Require().Choices[0].Parts[0]).Text.ToString());
        Assert.Equal(expected == Sure ? 2 : 1, answer.Attempts.Count);
        if (degrees == 90 && more.Length == 0)
            Assert.EndsWith("; strong/x is not asked, its hardware is at 90 °C; no better answer is to be had", gateway.Engine.Decisions.Newest.Single().Attempts[0].Next!.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("broken", "cool", "strong", "cool")]
    [InlineData("weak", "broken", "strong", "weak")]
    [InlineData("broken", "broken2", "strong", "strong")]
    public async Task Comes_behind_cool_ones_after_a_fault_and_is_asked_only_where_nobody_has_answered(string first, string second, string hot, string answering)
    {
        var loader = new ConfigurationLoader(Catalog.BuiltIn, static _ => null)
        {
            InProcess =
            [
                new DelegateBackend("weak", static (_, _) => Say("I don't know.")), new DelegateBackend("strong", static (_, _) => Say(Sure)), new DelegateBackend("cool", static (_, _) => Say(Sure)),
                new DelegateBackend("broken", static (_, _) => Broken()), new DelegateBackend("broken2", static (_, _) => Broken()),
            ],
        };
        var snapshot = loader.Load([new SourceText("parley.json", $$"""{ "thermal": {}, "models": [ { "name": "m", "targets": ["{{first}}/x", "{{hot}}/x", "{{second}}/x"], "forwarding": { "enabled": true, "escalation_path": ["{{(second == "cool" ? hot : second)}}/x", "{{(second == "cool" ? second : hot)}}/x"] }, "retry": { "max_retries": 0 } } ] }""")]).Require();
        using var gateway = new Gateway(() => snapshot, TimeProvider.System, NullLoggerFactory.Instance);
        gateway.Engine.Hardware.Current = Reading(hot, 90);

        var answer = await gateway.AskAsync(new ChatRequest { Model = "m", Messages = [new Message(Role.User, [new TextPart("Capital?")])] });

        answer.Require();
        Assert.Equal(answering, answer.Target!.Backend.Id);
    }

    private static Gateway Opened(string more)
    {
        var loader = new ConfigurationLoader(Catalog.BuiltIn, static _ => null) { InProcess = [new DelegateBackend("weak", static (_, _) => Say("I don't know.")), new DelegateBackend("strong", static (_, _) => Say(Sure))] };
        var snapshot = loader.Load([new SourceText("parley.json", $$"""{ "thermal": {}, "models": [ { "name": "m", "targets": ["weak/x", "strong/x"], "forwarding": { "enabled": true{{more}} } } ] }""")]).Require();
        return new Gateway(() => snapshot, TimeProvider.System, NullLoggerFactory.Instance);
    }

    private static HardwareView Reading(string backend, double degrees) => new(
        FrozenDictionary<string, HardwareFacts>.Empty,
        new Dictionary<string, HardwareFacts> { [backend] = new("cpu", new HardwareReadings { TemperatureC = degrees }, DateTimeOffset.UnixEpoch) }.ToFrozenDictionary(),
        HardwareReadings.None,
        []);

    private static IAsyncEnumerable<string> Broken() => throw new InvalidOperationException("No.");

    private static async IAsyncEnumerable<string> Say(string text)
    {
        await Task.Yield();
        yield return text;
    }
}
