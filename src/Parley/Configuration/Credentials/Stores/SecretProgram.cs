using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Parley.Configuration.Credentials;

/// <summary>Runs programs that keep secrets. These never are arguments, which other programs see.</summary>
internal interface ISecretProgram
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="input">What it is given on standard input.</param>
    /// <param name="trouble">Why it came to no end of its own.</param>
    /// <returns>How it ended; null when it could not be run, or took too long.</returns>
    ProgramEnd? Run(ImmutableArray<string> command, string input, out string trouble);
}

/// <summary>How a program ended.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Errors">What it complained of. It may hold what it must not: it is looked at, and never shown.</param>
internal sealed record ProgramEnd(int Code, string Output, string Errors);

/// <summary>Runs programs of the system, without a shell. Thread-safe.</summary>
internal sealed class SecretProgram(TimeProvider time) : ISecretProgram
{
    /// <summary>So much is kept of what a program says.</summary>
    private const int MostCharacters = 16 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    public ProgramEnd? Run(ImmutableArray<string> command, string input, out string trouble)
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
        using var patience = time.CreateTimer(_ =>
        {
            // Said before it dies: whoever waits for its end looks right behind that.
            Volatile.Write(ref isLate, true);
            if (!Kill(process))
                Volatile.Write(ref isLate, false);
        }, null, Patience, Timeout.InfiniteTimeSpan);
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data + "\n");
        process.BeginErrorReadLine();
        Give(process.StandardInput, input);
        var output = ReadAll(process.StandardOutput);
        process.WaitForExit();
        trouble = Volatile.Read(ref isLate) ? $"took longer than {Patience.TotalSeconds} seconds" : "";
        return trouble.Length == 0 ? new ProgramEnd(process.ExitCode, output, errors.ToString()) : null;
    }

    private static void Give(StreamWriter standardInput, string input)
    {
        try
        {
            using (standardInput)
                standardInput.Write(input);
        }
        catch (IOException)
        {
            // It ended without reading: its exit code says why.
        }
    }

    /// <summary>What is too much is read as well, or a program that has more to say would wait for ever.</summary>
    private static string ReadAll(StreamReader reader)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (reader.Read(buffer) is > 0 and var count)
            Keep(text, new string(buffer, 0, count));
        return text.ToString();
    }

    private static void Keep(StringBuilder text, string more)
    {
        if (text.Length + more.Length <= MostCharacters)
            text.Append(more);
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
            StandardInputEncoding = Utf8,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment.Remove(CredentialFile.PassphraseVariable);
        return start;
    }
}
