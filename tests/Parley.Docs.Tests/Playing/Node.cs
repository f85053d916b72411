using System.Diagnostics;
using Parley.Architecture.Tests.Scanning;

namespace Parley.Docs.Tests.Playing;

/// <summary>Runs JavaScript with the npm clients that the tests of clients install.</summary>
internal static class Node
{
    private static readonly Lazy<string?> Found = new(FindMissing);

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static string? Missing => Found.Value;

    private static string Folder { get; } = Path.Combine(Repository.Root, "tests/Parley.Clients.Tests/node");

    /// <summary>Runs a module and gives what it wrote.</summary>
    public static async Task<string> RunAsync(string module)
    {
        var start = Start("--input-type=module", "-");
        start.RedirectStandardInput = true;
        using var node = Process.Start(start)!;
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteAsync(module);
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await errors);
        return await output;
    }

    private static ProcessStartInfo Start(params string[] arguments) =>
        new("node", arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };

    private static string? FindMissing()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            return "The npm clients are not installed: run `npm ci` in tests/Parley.Clients.Tests/node.";
        try
        {
            using var node = Process.Start(Start("--version"))!;
            node.WaitForExit();
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "There is no Node on this machine, so JavaScript cannot run.";
        }
    }
}
