using System.Text.Json;
using Parley.Configuration;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;

namespace Parley.Providers;

/// <summary>Asks servers that say it which models they have in memory, and how many requests wait.</summary>
internal sealed class LoadProbe(BackendGet get)
{
    /// <summary>The load; null when the server does not say it.</summary>
    public async Task<ServerLoad?> AskAsync(Backend backend, CancellationToken cancellationToken)
    {
        if (backend.Provider.LoadEndpoint is not { } endpoint)
            return null;
        try
        {
            using var response = await get.SendAsync(backend, endpoint.At(backend.BaseAddress), cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                return null;
            using var body = await ReplyBody.ReadAsync(response, cancellationToken).ConfigureAwait(false);
            return ServerLoad.Read(endpoint, body.WrittenMemory);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or InvalidOperationException or CredentialException)
        {
            // Servers that measure nothing are well all the same: their load is unknown.
            return null;
        }
    }
}
