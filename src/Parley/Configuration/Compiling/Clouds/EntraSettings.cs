using Parley.Configuration.Options;

namespace Parley.Configuration.Compiling;

/// <summary>Reads whose tokens of Microsoft Entra are fetched: what the operator said, else what Azure's own programs look for.</summary>
/// <remarks>Source: environment variables of the Azure Identity libraries; "Use managed identities for App Service", Microsoft Learn.</remarks>
internal static class EntraSettings
{
    private const string Authority = "https://login.microsoftonline.com/";
    private const string MachineAddress = "http://169.254.169.254/metadata/identity/oauth2/token";

    /// <summary>The identity of a backend.</summary>
    public static EntraIdentity Of(AuthOptions? own, ProviderAuth shipped, Func<string, string?> environment)
    {
        var tenant = own?.TenantId ?? Said("AZURE_TENANT_ID");
        var authority = (Said("AZURE_AUTHORITY_HOST") ?? Authority).TrimEnd('/');
        var header = Said("IDENTITY_HEADER");
        var service = header is null ? null : Address(Said("IDENTITY_ENDPOINT"));
        return new EntraIdentity(own?.Scope ?? shipped.Scope)
        {
            TokenAddress = Address(own?.TokenUrl) ?? (tenant is null ? null : Address($"{authority}/{Uri.EscapeDataString(tenant)}/oauth2/v2.0/token")),
            ClientId = own?.ClientId ?? Said("AZURE_CLIENT_ID"),
            ClientSecret = own?.ClientSecret is { } secret ? secret.Value : Said("AZURE_CLIENT_SECRET") is { } value ? new Secret(value) : null,
            AssertionFile = Said("AZURE_FEDERATED_TOKEN_FILE"),
            Machine = service ?? Address(Said("AZURE_POD_IDENTITY_AUTHORITY_HOST") is { } host ? host.TrimEnd('/') + "/metadata/identity/oauth2/token" : MachineAddress),
            MachineHeader = service is null ? null : new Secret(header!),
        };

        string? Said(string name) => environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
    }

    private static Uri? Address(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;
}
