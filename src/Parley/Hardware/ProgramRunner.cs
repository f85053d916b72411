using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;

namespace Parley.Hardware;

/// <summary>Runs programs of the operating system, without a shell. Thread-safe.</summary>
internal sealed class ProgramRunner(TimeProvider time) : IProgramRunner
{
    public async Task<ProgramOutput> RunAsync(ImmutableArray<string> command, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartOf(command) };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return new ProgramOutput(null, $"{command[0]} is not there, or may not be run");
        }
        using var patient = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patient.Token, cancellationToken);
        try
        {
            process.StandardInput.Close();
            var printed = process.StandardOutput.ReadToEndAsync(either.Token);
            // Read as well, or a program that complains at length would wait for ever.
            var complaints = process.StandardError.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            await complaints.ConfigureAwait(false);
            var text = await printed.ConfigureAwait(false);
            return process.ExitCode == 0 ? new ProgramOutput(text) : new ProgramOutput(null, $"{command[0]} ended with {process.ExitCode}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            return new ProgramOutput(null, $"{command[0]} took too long");
        }
    }

    private static ProcessStartInfo StartOf(ImmutableArray<string> command) => new(command[0], command.Skip(1))
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
        CreateNoWindow = true,
    };
}
