using Parley.Configuration.Credentials;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>The store of credentials is one that is known.</summary>
internal sealed class CredentialStoreValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        if (options.Credentials is not { } named || CredentialStoreNames.IsKnown(named))
            return;
        problems.Add(new Problem(ProblemCode.NotAllowed, $"`{named}` is no store of credentials", options.Node?.Find("credentials")?.Value.Span)
        {
            Hint = "one of file, keychain, libsecret, or the address of an Azure Key Vault: https://NAME.vault.azure.net",
        });
    }
}
