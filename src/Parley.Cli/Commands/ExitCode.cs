namespace Parley.Cli.Commands;

/// <summary>What the program tells its caller.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failure = 1;
    public const int Usage = 2;
    public const int InvalidConfiguration = 3;
    public const int Refused = 4;
    public const int NotFound = 5;
    public const int Unavailable = 6;
}
