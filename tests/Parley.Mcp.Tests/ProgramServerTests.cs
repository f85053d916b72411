using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;
using Parley.Configuration.Diagnostics;
using Parley.ToolServer;

namespace Parley.Mcp.Tests;

/// <summary>Servers that are programs, over standard input and output.</summary>
public sealed class ProgramServerTests
{
    private static readonly string Program = typeof(ToolBox).Assembly.Location;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Program_of_the_configuration_gets_its_own_variables_and_none_of_ours()
    {
        Environment.SetEnvironmentVariable("OF_THE_GATEWAY", "sk-of-the-gateway");
        await using var parley = ParleyClient.Create(static builder => builder.FromJson(ConfigurationOf("\"${OF_THE_OPERATOR}\"")));
        await using var tools = await McpTools.ConnectAsync(options => options.FromConfiguration(parley.Gateway.Snapshot), Stop);

        Assert.Equal("sk-token-1", await CallAsync(tools, "variable", ("name", "SERVER_TOKEN")));
        Assert.Equal("not set", await CallAsync(tools, "variable", ("name", "OF_THE_GATEWAY")));
    }

    [Fact]
    public async Task Program_that_died_is_started_again()
    {
        await using var tools = await McpTools.ConnectAsync(static options => options.AllowStdio(static stdio => stdio.Add("box", "dotnet", [Program])), Stop);
        var before = await CallAsync(tools, "process");

        await Assert.ThrowsAsync<McpToolException>(() => CallAsync(tools, "die"));

        Assert.NotEqual(before, await CallAsync(tools, "process"));
    }

    [Fact]
    public async Task Disposing_ends_the_program()
    {
        var tools = await McpTools.ConnectAsync(static options => options.AllowStdio(static stdio => stdio.Add("box", "dotnet", [Program])), Stop);
        using var process = Process.GetProcessById(int.Parse((string)(await CallAsync(tools, "process"))!, CultureInfo.InvariantCulture));

        await tools.DisposeAsync();

        await process.WaitForExitAsync(Stop);
        Assert.True(process.HasExited);
    }

    [Fact]
    public async Task Program_that_cannot_start_shows_none_of_its_secrets()
    {
        await using var tools = await McpTools.ConnectAsync(
            static options => options.AllowStdio(static stdio => stdio.Add("box", "dotnet", [Program, "--fail"], new Dictionary<string, string> { ["SERVER_TOKEN"] = "sk-token-2" })), Stop);

        Assert.Empty(tools.Tools);
        Assert.Contains("cannot start with ***", tools.Servers[0].Trouble, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-token-2", tools.Servers[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_that_is_not_there_is_told_with_the_reason_and_without_its_secrets()
    {
        await using var tools = await McpTools.ConnectAsync(
            static options => options.AllowStdio(static stdio => stdio.Add("box", "/not/there/sk-token-3", [], new Dictionary<string, string> { ["TOKEN"] = "sk-token-3" })), Stop);

        Assert.Contains("'/not/there/***'", tools.Servers[0].Trouble, StringComparison.Ordinal);
        Assert.Contains("No such file or directory", tools.Servers[0].Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_that_are_not_there_are_problems_of_the_configuration()
    {
        var wrong = Assert.Throws<ConfigurationException>(static () => ParleyClient.Create(static builder => builder.FromJson(ConfigurationOf("\"${NOT_THERE_AT_ALL}\""))));

        Assert.Contains("environment variable `NOT_THERE_AT_ALL` is not set", wrong.Message, StringComparison.Ordinal);
    }

    private static string ConfigurationOf(string token) => $$"""{ "mcp": { "servers": { "box": { "command": "dotnet", "args": ["{{Program.Replace("\\", "\\\\", StringComparison.Ordinal)}}"], "env": { "SERVER_TOKEN": {{token}} } } } } }""";

    private static async Task<object?> CallAsync(McpTools tools, string name, params (string Name, object? Value)[] arguments) =>
        await tools.Tools.Single(tool => tool.Name == "mcp__box__" + name).InvokeAsync(new AIFunctionArguments(arguments.ToDictionary(static pair => pair.Name, static pair => pair.Value)), Stop);
}

/// <summary>A configuration in a text.</summary>
internal static class TextConfiguration
{
    public static ParleyBuilder FromJson(this ParleyBuilder builder, string text)
    {
        var file = Path.GetTempFileName() + ".json";
        File.WriteAllText(file, text);
        builder.EnvironmentVariables = static name => name == "OF_THE_OPERATOR" ? "sk-token-1" : null;
        try
        {
            return builder.FromFile(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
