#:project ../src/Parley/Parley.csproj
// A small talk of agents, each with a backend of its own: a model name for each is all it takes.
using Parley;
using Parley.Configuration;
using Parley.Dialects.Conversation;

await using var parley = ParleyClient.Create(b => b
    .AddBackend(Saying("openai", "Rivers carry water to the sea."))
    .AddBackend(Saying("anthropic", "And the sky carries it back."))
    .AddBackend(Saying("ollama", "Water goes round."))
    .AddModel("researcher", "openai/gpt-4o")
    .AddModel("critic", "anthropic/claude-sonnet-4-5")
    .AddModel("writer", "ollama/llama3.2"));

List<Message> talk = [Message.User("Explain the water cycle.")];
foreach (var agent in (string[])["researcher", "critic", "writer"])
{
    var reply = await parley.ChatAsync(new ChatRequest { Model = agent, Messages = [Message.System($"You are the {agent}."), .. talk] });
    Console.WriteLine($"{agent} ({talk.Count} before): {reply.Text}");
    talk.Add(Message.User($"{agent}: {reply.Text}"));
}

static InProcessBackend Saying(string id, string text) => new DelegateBackend(id, (ChatRequest _, CancellationToken _) => Task.FromResult(ChatReply.Of(text)));

/* prints
researcher (1 before): Rivers carry water to the sea.
critic (2 before): And the sky carries it back.
writer (3 before): Water goes round.
*/
