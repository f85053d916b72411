using Parley.Configuration.Options;

namespace Parley.Configuration.Compiling;

/// <summary>Reads whose tokens of Google are fetched: what the operator said, else what Google's own programs look for.</summary>
/// <remarks>Source: "How Application Default Credentials works", Google Cloud.</remarks>
internal static class GoogleSettings
{
    private const string UsualScope = "https://www.googleapis.com/auth/cloud-platform";
    private const string MetadataHost = "metadata.google.internal";

    /// <summary>The identity of a backend.</summary>
    public static GoogleIdentity Of(AuthOptions? own, ProviderAuth shipped, Func<string, string?> environment)
    {
        var scope = own?.Scope ?? (shipped.Scope.Length > 0 ? shipped.Scope : UsualScope);
        if (own?.CredentialsFile is { } file)
            return new GoogleIdentity(scope) { File = file };
        return new GoogleIdentity(scope)
        {
            File = Said("GOOGLE_APPLICATION_CREDENTIALS"),
            UsualFile = UsualFile(),
            Metadata = Said("NO_GCE_CHECK")?.Equals("true", StringComparison.OrdinalIgnoreCase) == true ? null
                : Uri.TryCreate($"http://{Said("GCE_METADATA_HOST") ?? MetadataHost}/", UriKind.Absolute, out var address) ? address : null,
        };

        string? Said(string name) => environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

        string UsualFile()
        {
            var folder = Said("CLOUDSDK_CONFIG") ?? (Said("APPDATA") is { } windows ? Path.Combine(windows, "gcloud") : Said("HOME") is { } home ? Path.Combine(home, ".config", "gcloud") : null);
            return folder is null ? "" : Path.Combine(folder, "application_default_credentials.json");
        }
    }
}
