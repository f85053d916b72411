using ModelContextProtocol.Server;
using Parley.ToolServer;

// A server of the Model Context Protocol over standard input and output, with tools that tests need.
var options = ToolBox.Options();
if (args.Contains("--fail"))
{
    await Console.Error.WriteLineAsync($"cannot start with {Environment.GetEnvironmentVariable("SERVER_TOKEN")}");
    return 3;
}
await using var transport = new StdioServerTransport(options);
await using var server = McpServer.Create(transport, options);
await server.RunAsync();
return 0;
