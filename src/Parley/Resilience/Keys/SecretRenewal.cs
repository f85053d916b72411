using Parley.Configuration;
using Parley.Configuration.Credentials;
using Parley.Dialects.Conversation;

namespace Parley.Resilience;

/// <summary>Has secrets asked for anew that a provider refuses: those that come from a command or a file may have been replaced there.</summary>
/// <param name="references">The commands and files; null for none.</param>
internal sealed class SecretRenewal(SecretReferences? references)
{
    /// <summary>Hears how an attempt ended. Nothing is waited for.</summary>
    public void Heard(Backend backend, Fault? fault)
    {
        if (references is null || fault is null || FaultTable.ClassOf(fault) is not (FaultClass.Authentication or FaultClass.NoCredential))
            return;
        foreach (var secret in SecretsOf(backend))
            _ = references.RenewAsync(secret);
    }

    /// <summary>Whatever a backend shows that it is known by, or has a token fetched with.</summary>
    public static IEnumerable<Secret> SecretsOf(Backend backend) =>
        new[] { backend.Credential, backend.Auth.Identity?.SecretAccessKey, backend.Auth.Identity?.SessionToken, backend.Auth.Entra?.ClientSecret }.OfType<Secret>();
}
