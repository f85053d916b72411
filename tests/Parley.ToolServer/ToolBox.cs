using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Parley.ToolServer;

/// <summary>Tools that do what tests need of a server.</summary>
public static class ToolBox
{
    /// <summary>A server with all of them.</summary>
    /// <param name="more">Tools of a test's own.</param>
    public static McpServerOptions Options(params McpServerTool[] more)
    {
        var tools = new McpServerPrimitiveCollection<McpServerTool>();
        foreach (var tool in (McpServerTool[])
                 [
                     Tool("echo", "Says it again.", static (string text) => text),
                     Tool("variable", "A variable of the environment.", static (string name) => Environment.GetEnvironmentVariable(name) ?? "not set"),
                     Tool("process", "The number of the process.", static () => Environment.ProcessId.ToString()),
                     Tool("big", "A long text.", static (int size) => new string('x', size)),
                     Tool("die", "Ends the process.", static void () => Environment.Exit(7)),
                     Tool("fail", "Fails.", static () => new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = "it is raining" }] }),
                     Tool("picture", "A text and an image.", static () => new CallToolResult { Content = [new TextContentBlock { Text = "look" }, ImageContentBlock.FromBytes(new byte[] { 1, 2, 3 }, "image/png")] }),
                     Tool("files.delete_all", "A name that no vendor takes.", static () => "deleted"),
                     .. more,
                 ])
            tools.Add(tool);
        return new McpServerOptions { ServerInfo = new Implementation { Name = "test", Version = "1" }, ToolCollection = tools };
    }

    /// <summary>A tool.</summary>
    public static McpServerTool Tool(string name, string description, Delegate run) => McpServerTool.Create(run, new McpServerToolCreateOptions { Name = name, Description = description });
}
