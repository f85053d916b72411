using System.Text.Json;
using Parley.Configuration;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;

namespace Parley.Providers;

/// <summary>Asks a backend if it is well, in a way that costs no tokens: at its health path, else for its models.</summary>
internal sealed class HealthProbe(UpstreamHandlers handlers, AuthSchemes auth)
{
    /// <summary>Why it is not well, in words that hold no address; null when it is.</summary>
    public async Task<string?> AskAsync(Backend backend, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(backend));
        foreach (var (name, value) in backend.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            await auth.ApplyAsync(request, backend, cancellationToken).ConfigureAwait(false);
            var invoker = handlers.For(new ConnectionSettings(backend.Timeouts.Connect, !backend.BaseAddress.IsLoopback));
            using var response = await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
            // Who answers lives, whatever it thinks of the path or of how often it is asked; but one that does not know the key will not serve with it.
            return (int)response.StatusCode is var status && status is 401 or 403 or >= 500 ? $"it answers with status {status}" : null;
        }
        catch (CredentialException missing)
        {
            return missing.Message;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or InvalidOperationException)
        {
            return "it cannot be reached";
        }
    }

    private static Uri AddressOf(Backend backend) => backend.Provider.HealthPath is { } path
        ? new ModelsEndpoint(path, default).At(backend.BaseAddress)
        : backend.ModelsEndpoint!.At(backend.BaseAddress);
}
