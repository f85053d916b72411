#:project ../src/Parley/Parley.csproj
// The first backend is overloaded: the second answers, and what happened can be read.
using Parley;
using Parley.Configuration;
using Parley.Dialects.Conversation;

await using var parley = ParleyClient.Create(b => b
    .AddBackend(new DelegateBackend("first", (_, _) => Overloaded()) { DefaultModel = "large" })
    .AddBackend(new DelegateBackend("second", (request, _) => Task.FromResult(ChatReply.Of($"{request.Model} answers."))) { DefaultModel = "medium" })
    .Route(r => r.Priority("first", "second").FailoverOnError()));

var answer = await parley.AskAsync(ChatRequest.Of("gpt-4", "Hello!"));
Console.WriteLine(answer.Require().Text);
foreach (var attempt in answer.Attempts)
    Console.WriteLine($"{attempt.Target}: {attempt.Fault?.Message ?? "answered"}");

static async IAsyncEnumerable<string> Overloaded()
{
    await Task.Yield();
    if (DateTime.UnixEpoch.Year == 1970)
        throw new BackendFaultException(FaultKind.Overloaded, "Too busy.");
    yield return "";
}

/* prints
medium answers.
first/large: Too busy.
second/medium: answered
*/
