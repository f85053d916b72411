#:sdk Microsoft.NET.Sdk.Web
#:project ../src/Parley.Extensions.AI/Parley.Extensions.AI.csproj
#:project ../src/Parley.Mcp/Parley.Mcp.csproj
// A server of tools (MCP) and functions of this program, side by side, for any model. The model is played here, and so is the server.
using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Parley;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI;
using Parley.Mcp;

await using var app = await ServeAsync();
await using var servers = await McpTools.ConnectAsync(options => options.AddHttp("library", new Uri(new Uri(app.Urls.First()), "mcp")));
await using var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("model", (ChatRequest request, CancellationToken _) => Task.FromResult(Play(request)))));

AIFunction[] tools = [.. servers.Tools, AIFunctionFactory.Create((string text) => text.ToUpperInvariant(), "shout", "The text in capital letters.")];
var run = await parley.RunToolsAsync("model/m", "Who wrote Walden? Loudly, please.", tools, new RunToolsOptions
{
    OnStep = step => Console.WriteLine(string.Join(", ", step.Outcomes.Select(one => $"{one.Call.Name}: {one.Result ?? one.Error}"))),
});
Console.WriteLine(run.Text);

// What a model would say: it looks up the book, then raises its voice, then answers.
static ChatReply Play(ChatRequest request) => request.Messages.Count switch
{
    1 => Say(FinishReason.ToolCalls, new ToolCallPart("c1", "mcp__library__author", ToolArguments.FromText("""{"book":"Walden"}"""))),
    3 => Say(FinishReason.ToolCalls, new ToolCallPart("c2", "shout", ToolArguments.FromText("""{"text":"Thoreau"}"""))),
    _ => Say(FinishReason.Stop, new TextPart("THOREAU did.")),
};

static ChatReply Say(FinishReason why, Part part) => new() { Choices = [new Choice(0, [part], new Finish(why))] };

static async Task<WebApplication> ServeAsync()
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.Configuration["urls"] = "http://127.0.0.1:0";
    var app = builder.Build();
    var transport = new StreamableHttpServerTransport { SessionId = "one" };
    var library = new McpServerOptions { ServerInfo = new Implementation { Name = "library", Version = "1" }, ToolCollection = [McpServerTool.Create((string book) => book == "Walden" ? "Thoreau" : "nobody", new McpServerToolCreateOptions { Name = "author", Description = "Who wrote a book." })] };
    _ = McpServer.Create(transport, library).RunAsync();
    app.MapPost("/mcp", async context =>
    {
        var message = await JsonSerializer.DeserializeAsync<JsonRpcMessage>(context.Request.Body, McpJsonUtilities.DefaultOptions, context.RequestAborted);
        context.Response.Headers["Mcp-Session-Id"] = transport.SessionId;
        context.Response.ContentType = "text/event-stream";
        if (await transport.HandlePostRequestAsync(message!, context.Response.Body, context.RequestAborted))
            return;
        context.Response.ContentType = null;
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    });
    await app.StartAsync();
    return app;
}

/* prints
mcp__library__author: Thoreau
shout: THOREAU
THOREAU did.
*/
