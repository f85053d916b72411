using Parley.Configuration.Credentials;

namespace Parley.Cli.Commands.Credentials;

/// <summary>Says in one line what a store of credentials could not do.</summary>
internal static class CredentialFailures
{
    /// <summary>Runs what needs the store.</summary>
    public static int Guard(Func<int> act)
    {
        try
        {
            return act();
        }
        catch (CredentialStoreException failed)
        {
            Console.Error.WriteLine($"error: {failed.Message}.");
            return failed.Fault is CredentialStoreFault.PassphraseNeeded or CredentialStoreFault.WrongKey ? ExitCode.Refused : ExitCode.Failure;
        }
    }
}
