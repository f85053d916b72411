using System.Collections.Immutable;
using Parley.Hardware;

namespace Parley.Tests.Hardware;

/// <summary>Programs that print what a test says, by the whole command line.</summary>
internal sealed class ScriptedPrograms(Func<string, string?> printed) : IProgramRunner
{
    /// <summary>The command lines that were run.</summary>
    public List<string> Run { get; } = [];

    public Task<ProgramOutput> RunAsync(ImmutableArray<string> command, TimeSpan patience, CancellationToken cancellationToken)
    {
        var line = string.Join(' ', command);
        Run.Add(line);
        return Task.FromResult(printed(line) is { } text ? new ProgramOutput(text) : new ProgramOutput(null, $"{command[0]} is not there, or may not be run"));
    }
}
