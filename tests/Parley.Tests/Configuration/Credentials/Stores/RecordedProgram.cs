using System.Collections.Immutable;
using Parley.Configuration.Credentials;

namespace Parley.Tests.Configuration.Credentials.Stores;

/// <summary>Runs programs and remembers their arguments.</summary>
internal sealed class RecordedProgram : ISecretProgram
{
    private readonly SecretProgram _programs = new(TimeProvider.System);

    public List<string> Arguments { get; } = [];

    public ProgramEnd? Run(ImmutableArray<string> command, string input, out string trouble)
    {
        Arguments.AddRange(command);
        return _programs.Run(command, input, out trouble);
    }
}
