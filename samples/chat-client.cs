#:project ../src/Parley.Extensions.AI/Parley.Extensions.AI.csproj
// Parley where a program wants an IChatClient, and an IChatClient where Parley wants a backend.
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley;
using Parley.Extensions.AI;

await using var parley = ParleyClient.Create(b => b
    .AddBackend(new Broken(), "first", o => o.DefaultModel = "a")
    .AddEcho()
    .AddModel("any", "first", "parley/echo")
    .Route(r => r.FailoverOnError()));

IChatClient client = parley.AsChatClient("any");
var response = await client.GetResponseAsync("Who answers?");
Console.WriteLine($"{response.AdditionalProperties![ChatProperties.Target]}: {response.Text}");

sealed class Broken : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new HttpRequestException("No room.", null, System.Net.HttpStatusCode.ServiceUnavailable);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new ChatResponseUpdate(ChatRole.Assistant, (await GetResponseAsync(messages, options, cancellationToken)).Text);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}

/* prints
parley/echo: Who answers?
*/
