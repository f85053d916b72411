using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests.Checking;

/// <summary>The recordings' protocol checker, one Node process for a whole batch.</summary>
internal static class Checker
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);
    private static readonly Lazy<bool> Node = new(HasNode);

    /// <summary>Skips the test where there is no Node.</summary>
    public static void DemandNode() => Library.Demand(Node.Value, "There is no Node.js to run the checker with (the program `node` was not found).");

    /// <summary>The verdict on each of the lines, in their order.</summary>
    public static async Task<IReadOnlyList<Verdict>> JudgeAsync(IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
            return [];
        using var process = Process.Start(StartInfo(Path.Combine(AppContext.BaseDirectory, "Checking", "batch.mjs"), Library.Checker))!;
        var errors = process.StandardError.ReadToEndAsync();
        var answers = process.StandardOutput.ReadToEndAsync();
        foreach (var line in lines)
            await process.StandardInput.WriteLineAsync(line);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"The checker failed: {await errors}");
        var verdicts = (await answers).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lines.Count, verdicts.Length);
        return [.. verdicts.Select(static verdict => JsonSerializer.Deserialize<Verdict>(verdict, Options)!)];
    }

    private static bool HasNode()
    {
        try
        {
            using var process = Process.Start(StartInfo("--version"))!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static ProcessStartInfo StartInfo(params IEnumerable<string> arguments) => new("node", arguments)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        StandardOutputEncoding = Encoding.UTF8,
    };
}
