using System.Collections.Immutable;

namespace Parley.Hardware;

/// <summary>Runs programs that print readings.</summary>
internal interface IProgramRunner
{
    /// <summary>Runs a program to its end and returns what it printed.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="patience">After how long it is ended.</param>
    /// <param name="cancellationToken">Ends it too.</param>
    Task<ProgramOutput> RunAsync(ImmutableArray<string> command, TimeSpan patience, CancellationToken cancellationToken);
}

/// <summary>What a program printed.</summary>
/// <param name="Text">Its standard output; null when it could not be run, failed, or took too long.</param>
/// <param name="Trouble">Why there is none; empty when there is.</param>
internal readonly record struct ProgramOutput(string? Text, string Trouble = "");
