#:sdk Microsoft.NET.Sdk.Web
#:project ../src/Parley.AspNetCore/Parley.AspNetCore.csproj
// A web application that answers in two ways: every dialect's endpoints below /llm, and one endpoint of its own that streams.
using System.Net.Http.Json;
using Parley;
using Parley.AspNetCore;
using Parley.Configuration;
using Parley.Dialects.Conversation;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.Configuration["urls"] = "http://127.0.0.1:0";
builder.Services.AddParley(b => b.AddBackend(new DelegateBackend("poet", (ChatRequest _, CancellationToken _) => Verses()) { DefaultModel = "verse" }));

await using var app = builder.Build();
app.MapParley("/llm");
app.MapGet("/poem", (ParleyClient parley, CancellationToken stop) => Results.Stream(async body =>
{
    await using var text = new StreamWriter(body);
    await foreach (var e in parley.StreamAsync("poet/verse", "A poem, please.", cancellationToken: stop))
    {
        await text.WriteAsync(e.Text.ToString());
        await text.FlushAsync(stop);
    }
}, "text/plain"));
await app.StartAsync();

// What a browser and an OpenAI client would see.
using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
Console.WriteLine(await http.GetStringAsync("/poem"));
var answer = await http.PostAsJsonAsync("/llm/v1/chat/completions", new { model = "poet/verse", messages = new[] { new { role = "user", content = "Again!" } } });
Console.WriteLine($"{(int)answer.StatusCode} {(await answer.Content.ReadAsStringAsync()).Contains("Roses are red", StringComparison.Ordinal)}");

static async IAsyncEnumerable<string> Verses()
{
    foreach (var verse in (string[])["Roses are red, ", "tokens are few, ", "streams come in pieces, ", "this one too."])
    {
        await Task.Yield();
        yield return verse;
    }
}

/* prints
Roses are red, tokens are few, streams come in pieces, this one too.
200 True
*/
