using System.Text.Json;
using Parley.Configuration;
using Parley.Providers.Auth;

namespace Parley.Providers;

/// <summary>Asks a backend if it is well, in a way that costs no tokens: at its health path, else for its models.</summary>
internal sealed class HealthProbe(BackendGet get)
{
    /// <summary>Why it is not well, in words that hold no address; null when it is.</summary>
    public async Task<string?> AskAsync(Backend backend, CancellationToken cancellationToken)
    {
        try
        {
            if (backend.InProcess is { } code)
                return await code.CheckHealthAsync(cancellationToken).ConfigureAwait(false) ? null : "it says that it is not well";
            using var response = await get.SendAsync(backend, AddressOf(backend), cancellationToken).ConfigureAwait(false);
            // Who answers lives, whatever it thinks of the path or of how often it is asked; but one that does not know the key will not serve with it, where the key is not each call's own.
            return (int)response.StatusCode is var status && (status >= 500 || (status is 401 or 403 && !backend.KeyPerCall)) ? $"it answers with status {status}" : null;
        }
        catch (CredentialException missing)
        {
            return missing.Message;
        }
        catch (Exception exception) when ((backend.InProcess is not null && exception is not OperationCanceledException) || exception is HttpRequestException or IOException or JsonException or InvalidOperationException)
        {
            return "it cannot be reached";
        }
    }

    /// <summary>What is asked.</summary>
    public static Uri AddressOf(Backend backend) => backend.Provider.HealthPath is { } path
        ? new ModelsEndpoint(path, default).At(backend.BaseAddress)
        : backend.ModelsEndpoint!.At(backend.BaseAddress);
}
