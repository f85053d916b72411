using Parley.Dialects.Conversation;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.InProcess;

/// <summary>What the code of tests says.</summary>
internal static class Code
{
    /// <summary>Pieces of text.</summary>
    public static IAsyncEnumerable<string> Say(params string[] pieces) => pieces.ToAsyncEnumerable();

    /// <summary>Steps.</summary>
    public static IAsyncEnumerable<ChatEvent> Tell(params ChatEvent[] steps) => steps.ToAsyncEnumerable();

    /// <summary>Asks in the words of a dialect.</summary>
    public static async Task<(int Status, string Body)> AskAsync(this RunningGateway gateway, string client, string model, bool stream)
    {
        var sample = WireSample.Of(client);
        using var response = await gateway.PostAsync(sample.Path(model, stream), sample.Body(model, "Say hello", stream));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
