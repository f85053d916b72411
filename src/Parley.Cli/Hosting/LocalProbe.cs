using System.Text;
using Parley.Configuration.Discovery;
using Parley.Providers.Upstream;

namespace Parley.Cli.Hosting;

/// <summary>Asks servers on this machine over HTTP: no redirects, no credential, a small answer only.</summary>
internal sealed class LocalProbe(UpstreamHandlers handlers) : ILocalProbe
{
    private const int LargestAnswer = 1 << 20;

    public async Task<string?> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        var invoker = handlers.For(new ConnectionSettings(ZeroConfiguration.ProbeTime, UseProxy: false));
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        try
        {
            using var response = await invoker.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode || response.Content.Headers.ContentLength > LargestAnswer)
                return null;
            using var body = await ReplyBody.ReadAsync(response, cancellationToken);
            return body.WrittenCount > LargestAnswer ? null : Encoding.UTF8.GetString(body.WrittenSpan);
        }
        catch (Exception silent) when (silent is HttpRequestException or IOException)
        {
            // Nobody there, or something that does not speak HTTP: not what is looked for.
            return null;
        }
    }
}
