#:project ../src/Parley/Parley.csproj
#:package OpenAI
// OpenAI's own SDK, in process, against any backend: its HTTP goes into the engine.
using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using Parley;
using Parley.Configuration;
using Parley.Dialects.Conversation;

await using var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("anthropic", (ChatRequest request, CancellationToken _) => Words($"{request.Model} greets you."))));

using var http = new HttpClient(parley.CreateHandler("openai"));
var client = new ChatClient("anthropic/claude-sonnet-4-5", new ApiKeyCredential("unused"), new OpenAIClientOptions { Transport = new HttpClientPipelineTransport(http) });

await foreach (var update in client.CompleteChatStreamingAsync("Hello!"))
{
    foreach (var part in update.ContentUpdate)
        Console.Write(part.Text);
}
Console.WriteLine();

static async IAsyncEnumerable<string> Words(string text)
{
    foreach (var word in text.Split(' '))
    {
        await Task.Yield();
        yield return word + " ";
    }
}

/* prints
claude-sonnet-4-5 greets you.
*/
