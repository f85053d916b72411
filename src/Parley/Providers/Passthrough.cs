using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;

namespace Parley.Providers;

/// <summary>Sends requests to a backend as they are, with its credential. What they cost is not known.</summary>
internal sealed partial class Passthrough(UpstreamHandlers handlers, AuthSchemes auth, TimeProvider time, ILogger logger)
{
    /// <summary>Sends one and hands its response over as it begins.</summary>
    /// <param name="backend">Whom to ask.</param>
    /// <param name="request">The request, without a credential.</param>
    /// <param name="pass">Takes the response; what it throws of the caller's connection is thrown on.</param>
    /// <param name="callersFault">Says whether a failure was the caller's.</param>
    /// <param name="cancellationToken">Cancelled when the caller goes away.</param>
    /// <returns>The fault of a backend that cannot be reached or breaks off; null when all was passed, whatever its status.</returns>
    public async ValueTask<Fault?> SendAsync(Backend backend, HttpRequestMessage request, Func<PassedResponse, CancellationToken, ValueTask> pass, Func<Exception, Fault?> callersFault, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        foreach (var (name, value) in backend.Headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
        using var deadline = new CancellationTokenSource(backend.Timeouts.Total is { Ticks: > 0 } total && total < TimeSpan.FromDays(20) ? total : Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await auth.ApplyAsync(request, backend, either.Token).ConfigureAwait(false);
            var invoker = handlers.For(new ConnectionSettings(backend.Timeouts.Connect, !backend.BaseAddress.IsLoopback));
            using var response = await invoker.SendAsync(request, either.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await pass(new PassedResponse(response, body, time.GetUtcNow()), either.Token).ConfigureAwait(false);
            Passed(logger, backend.Id, request.Method.Method, (int)response.StatusCode, time.GetElapsedTime(started).TotalMilliseconds);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Fault(FaultKind.TotalTimeout, "The backend took too long to answer.") { Backend = backend.Id };
        }
        catch (Exception broken) when (broken is HttpRequestException or CredentialException or IOException && !cancellationToken.IsCancellationRequested)
        {
            Broken(logger, backend.Id, request.Method.Method, broken.GetType().Name);
            return callersFault(broken) ?? new Fault(FaultKind.Connect, "The backend cannot be reached, or broke off.") { Backend = backend.Id };
        }
    }

    [LoggerMessage(41, LogLevel.Warning, "{Method} passed through to {Backend} broke off: {Reason}")]
    private static partial void Broken(ILogger logger, string backend, string method, string reason);

    [LoggerMessage(40, LogLevel.Information, "{Method} passed through to {Backend}: {Status}, {Milliseconds:0} ms")]
    private static partial void Passed(ILogger logger, string backend, string method, int status, double milliseconds);
}

/// <summary>A response on its way through.</summary>
/// <param name="response">The response.</param>
/// <param name="body">Its bytes as they come.</param>
/// <param name="received">When it began to come.</param>
internal sealed class PassedResponse(HttpResponseMessage response, Stream body, DateTimeOffset received)
{
    /// <summary>The status.</summary>
    public int Status => (int)response.StatusCode;

    /// <summary>The body's length; null when it is not said.</summary>
    public long? Length => response.Content.Headers.ContentLength;

    /// <summary>The bytes.</summary>
    public Stream Body => body;

    /// <summary>Rate limits and request ids.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Carried => ClientResponse.Carried(response, received);

    /// <summary>A header; null without it.</summary>
    public string? this[string name] => ClientResponse.Find(response, name);
}
