#:project ../src/Parley/Parley.csproj
// Simple questions go where they cost least; what cannot be served there goes elsewhere. The decision says why.
using Parley;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Management;

await using var parley = ParleyClient.Create(b => b
    .AddBackend(new DelegateBackend("small", (request, _) => Task.FromResult(ChatReply.Of("A small model answers."))) { Price = new TokenPrice(0.1m, 0.4m, "USD"), Abilities = new Abilities { Streaming = true } })
    .AddBackend(new DelegateBackend("large", (request, _) => Task.FromResult(ChatReply.Of("A large model answers."))) { Price = new TokenPrice(3, 15, "USD") })
    .AddModel("assistant", "small/s", "large/l")
    .Route(r => r.Strategy(StrategyNames.LowestCost)));

Console.WriteLine($"a thousand tokens: {parley.Backends.EstimateCost("small/s", 1000, 0)} or {parley.Backends.EstimateCost("large/l", 1000, 0)}");
Console.WriteLine((await parley.ChatAsync("assistant", "What is the capital of France?")).Text);

var withTools = await parley.AskAsync(new ChatRequest { Model = "assistant", Messages = [Message.User("What time is it?")], Tools = [new ToolSpec("clock")] });
Console.WriteLine(withTools.Require().Text);
Console.WriteLine(parley.Explain(withTools.RequestId)!.Strategy is { Length: > 0 } strategy ? strategy : "one target was able");

/* prints
a thousand tokens: 0.0001 USD or 0.003 USD
A small model answers.
A large model answers.
one target was able
*/
