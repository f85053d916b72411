#:project ../src/Parley/Parley.csproj
// A backend in twenty lines: one method that answers in steps. Tools, streams, failover and the ledger work with it as with any other.
using System.Runtime.CompilerServices;
using Parley;
using Parley.Configuration;
using Parley.Dialects.Conversation;

await using var parley = ParleyClient.Create(b => b.AddBackend(new Shouting()));
Console.WriteLine((await parley.ChatAsync("shouting/loud", "hello there")).Text);

sealed class Shouting() : InProcessBackend("shouting")
{
    public override async IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var word in request.Messages[^1].Text.ToUpperInvariant().Split(' '))
        {
            await Task.Yield();
            yield return new ChatEvent(ChatEventKind.Text, 0, 0, word + "! ");
        }
    }
}

/* prints
HELLO! THERE!
*/
