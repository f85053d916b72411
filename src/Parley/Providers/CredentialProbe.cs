using System.Text.Json;
using Parley.Configuration;
using Parley.Providers.Auth;

namespace Parley.Providers;

/// <summary>What asking a provider with a credential showed.</summary>
internal enum CredentialVerdict
{
    /// <summary>It was accepted.</summary>
    Accepted,

    /// <summary>It was refused, or could not be had.</summary>
    Refused,

    /// <summary>The provider answers, but not in a way that says anything of the credential.</summary>
    Unknown,

    /// <summary>The provider did not answer, or failed.</summary>
    Unreachable,
}

/// <summary>What asking a provider with a credential showed.</summary>
/// <param name="Verdict">What it means.</param>
/// <param name="Text">What came back, in words that hold neither the credential nor the body.</param>
internal sealed record CredentialCheck(CredentialVerdict Verdict, string Text);

/// <summary>Asks a backend something that costs no tokens, with its credential, and says what came back.</summary>
internal sealed class CredentialProbe(BackendGet get)
{
    public async Task<CredentialCheck> AskAsync(Backend backend, CancellationToken cancellationToken)
    {
        var address = backend.ModelsEndpoint?.At(backend.BaseAddress) ?? (backend.Provider.HealthPath is null ? null : HealthProbe.AddressOf(backend));
        if (address is null)
            return new CredentialCheck(CredentialVerdict.Unknown, "it has nothing that can be asked without tokens");
        try
        {
            using var response = await get.SendAsync(backend, address, cancellationToken).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            if (status is < 200 or > 299)
                return OfFailure(status);
            // A list that everybody may read says nothing of the credential.
            return await IsOpenAsync(backend, address, cancellationToken).ConfigureAwait(false)
                ? new CredentialCheck(CredentialVerdict.Unknown, $"status {status}, but it answers so without a key too")
                : new CredentialCheck(CredentialVerdict.Accepted, $"status {status}");
        }
        catch (CredentialException missing)
        {
            return new CredentialCheck(CredentialVerdict.Refused, missing.Message);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or InvalidOperationException)
        {
            return new CredentialCheck(CredentialVerdict.Unreachable, "it cannot be reached");
        }
    }

    private async Task<bool> IsOpenAsync(Backend backend, Uri address, CancellationToken cancellationToken)
    {
        using var open = await get.SendOpenAsync(backend, address, cancellationToken).ConfigureAwait(false);
        return open.IsSuccessStatusCode;
    }

    private static CredentialCheck OfFailure(int status) => status switch
    {
        401 or 403 => new CredentialCheck(CredentialVerdict.Refused, $"status {status}"),
        >= 500 => new CredentialCheck(CredentialVerdict.Unreachable, $"status {status}"),
        _ => new CredentialCheck(CredentialVerdict.Unknown, $"status {status}, which says nothing of the key"),
    };
}
