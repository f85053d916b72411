#:project ../src/Parley/Parley.csproj
// One name, two providers: the configuration decides who answers, also while the program runs.
using Parley;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;

await using var parley = ParleyClient.Create(b => b
    .AddBackend(new DelegateBackend("laptop", (request, _) => Task.FromResult(ChatReply.Of("The laptop answers."))))
    .AddBackend(new DelegateBackend("cloud", (request, _) => Task.FromResult(ChatReply.Of("The cloud answers."))))
    .AddModel("assistant", "laptop/llama3.2"));

Console.WriteLine((await parley.ChatAsync("assistant", "Who are you?")).Text);

parley.Reconfigure(options => options with { Models = [new ModelOptions { Name = "assistant", Targets = ["cloud/claude-sonnet-4-5"] }] });
Console.WriteLine((await parley.ChatAsync("assistant", "And now?")).Text);

/* prints
The laptop answers.
The cloud answers.
*/
