#:project ../src/Parley/Parley.csproj
// The least: one client, one question, one stream. `parley/echo` says what it is asked; put `openai/gpt-4o-mini` in its place, and OPENAI_API_KEY into the environment.
using Parley;

await using var parley = ParleyClient.Create(b => b.AddBackendsFromEnvironment().AddEcho());

var reply = await parley.ChatAsync("parley/echo", "Hello!");
Console.WriteLine(reply.Text);

await foreach (var e in parley.StreamAsync("parley/echo", "And again, piece by piece."))
    Console.Write(e.Text);
Console.WriteLine();

/* prints
Hello!
And again, piece by piece.
*/
