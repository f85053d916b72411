using System.CommandLine;
using Parley.Cli.Commands.Credentials;

namespace Parley.Cli.Commands;

/// <summary><c>parley credentials</c>: the keys of providers, in an encrypted file of the user's, or a store of the platform.</summary>
internal static class CredentialsCommand
{
    public static Command Create() => new("credentials", "Keep the keys of providers in an encrypted file.")
    {
        CredentialsSet.Create(), CredentialsList.Create(), CredentialsRemove.Create(), CredentialsTest.Create(), CredentialsPassphrase.Create(),
    };
}
