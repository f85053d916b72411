#:project ../src/Parley/Parley.csproj
// A strategy in ten lines: short questions to the first target, long ones to the second.
using Parley;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Routing;

await using var parley = ParleyClient.Create(b => b
    .AddBackend(new DelegateBackend("quick", (ChatRequest _, CancellationToken _) => Task.FromResult(ChatReply.Of("quick"))))
    .AddBackend(new DelegateBackend("deep", (ChatRequest _, CancellationToken _) => Task.FromResult(ChatReply.Of("deep"))))
    .AddModel("any", "quick/q", "deep/d")
    .Route(r => r.Custom(new ByLength())));

Console.WriteLine((await parley.ChatAsync("any", "Hi")).Text);
Console.WriteLine((await parley.ChatAsync("any", new string('x', 5000))).Text);

sealed class ByLength : IRoutingStrategy
{
    public string Name => StrategyNames.Custom;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        if (context.Head.EstimatedInputTokens > 500)
            candidates.Reverse();
    }
}

/* prints
quick
deep
*/
