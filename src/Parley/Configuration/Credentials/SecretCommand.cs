using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;

namespace Parley.Configuration.Credentials;

/// <summary>Runs a program, without a shell, that prints a secret. What it says on standard error is read and dropped: it may hold what it must not.</summary>
internal sealed class SecretCommand(TimeProvider time)
{
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The first line that it prints; null, with the reason, when it fails.</summary>
    public string? Run(ImmutableArray<string> command, out string trouble)
    {
        using var process = new Process { StartInfo = StartOf(command) };
        trouble = "";
        try
        {
            process.Start();
        }
        catch (Exception missing) when (missing is Win32Exception or IOException)
        {
            trouble = "is not there, or may not be run";
            return null;
        }
        var isLate = false;
        using var patience = time.CreateTimer(_ => Volatile.Write(ref isLate, Kill(process)), null, Patience, Timeout.InfiniteTimeSpan);
        process.StandardInput.Close();
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var line = process.StandardOutput.ReadLine()?.Trim();
        // The rest is read as well, or a program that has more to say would wait for ever.
        while (process.StandardOutput.ReadLine() is not null)
            continue;
        process.WaitForExit();
        trouble = Volatile.Read(ref isLate) ? $"took longer than {Patience.TotalSeconds} seconds" : process.ExitCode != 0 ? $"ended with {process.ExitCode}" : string.IsNullOrEmpty(line) ? "printed nothing" : "";
        return trouble.Length == 0 ? line : null;
    }

    private static bool Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
            return true;
        }
        catch (InvalidOperationException)
        {
            // It has just ended by itself.
            return false;
        }
    }

    private static ProcessStartInfo StartOf(ImmutableArray<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment.Remove(CredentialFile.PassphraseVariable);
        return start;
    }
}
