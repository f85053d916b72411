using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Faults;

/// <summary>Backends whose own members are named by half a character.</summary>
public sealed class HalfNameTests
{
    public static MatrixTheoryData<string, string, bool> Pairs => new(WireSample.All.Select(static sample => sample.Provider), WireSample.All.Select(static sample => sample.Provider), [false, true]);

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Name_with_half_a_character_breaks_no_answer(string client, string upstream, bool stream)
    {
        await using var pair = await Pair.StartAsync(client, upstream);
        var sample = WireSample.Of(upstream);
        pair.First.Then(stream ? Script.Stream(Odd(sample.Stream), sample.ContentType) : Script.Json(Odd(sample.Reply)));

        using var response = await pair.AskAsync(stream);
        var body = await response.Content.ReadAsStringAsync();

        Assert.True(response.IsSuccessStatusCode, body);
        Assert.Contains("Hello", body, StringComparison.Ordinal);
        Assert.Null((await pair.Gateway.Settled.NextAsync()).Fault);
    }

    /// <summary>Every object with one member more.</summary>
    private static string Odd(string wire) => wire.Replace("{\"", "{\"\\ud800\":1,\"", StringComparison.Ordinal);
}
