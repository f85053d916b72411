using System.Net.Http.Headers;
using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Configuration;

/// <summary>
/// A server that speaks no dialect that Parley knows: one method makes the request, one reads the answer. What a description in a file can say needs no code; see <c>dialect: rest</c>.
/// Statuses become faults of their kind, a lost connection is one, and <c>Retry-After</c> is heeded. A stream is the whole answer in pieces; override <see cref="StreamAsync"/> for more.
/// </summary>
/// <param name="id">The name that callers and targets write before the slash.</param>
/// <param name="client">Sends requests. Its own retries, if any, are on top of Parley's; its time limit is best none.</param>
public abstract class HttpBackend(string id, HttpClient client) : InProcessBackend(id)
{
    /// <summary>Makes the request for a chat.</summary>
    protected abstract HttpRequestMessage PrepareRequest(ChatRequest request);

    /// <summary>Reads the answer of a status of success.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="body">The answer's body.</param>
    protected abstract ChatReply ParseResponse(ChatRequest request, JsonElement body);

    /// <inheritdoc/>
    public override async ValueTask<ChatReply> ReplyAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        using var message = PrepareRequest(request);
        using var response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw new BackendFaultException(FaultOf(response));
        try
        {
            using var body = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
            return ParseResponse(request, body.RootElement);
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new BackendFaultException(FaultKind.MalformedReply, $"The answer of {Id} cannot be read: {unreadable.Message}");
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var step in ReplyEvents.Of(await ReplyAsync(request, cancellationToken).ConfigureAwait(false)))
            yield return step;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException lost)
        {
            throw new BackendFaultException(FaultKind.Connect, $"{Id} cannot be reached: {lost.HttpRequestError}");
        }
        catch (OperationCanceledException late) when (late.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            throw new BackendFaultException(FaultKind.TotalTimeout, $"{Id} did not answer within the time of its client.");
        }
    }

    /// <summary>What the connection says when it breaks may hold addresses, and is for nobody's eyes.</summary>
    private async Task<JsonDocument> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            throw new BackendFaultException(FaultKind.MalformedReply, $"The connection to {Id} broke in the middle of its answer.");
        }
    }

    /// <summary>What a status stands for; override it to read more of the answer.</summary>
    protected virtual Fault FaultOf(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var status = (int)response.StatusCode;
        return new Fault(FaultStatus.KindOf(status), $"{Id} answered with status {status}.") { Status = status, RetryAfter = Wait(response.Headers) };
    }

    /// <summary>How long to wait; a moment is one of the server's clock, and nothing where that is not told.</summary>
    private static TimeSpan? Wait(HttpResponseHeaders said)
    {
        if (said.RetryAfter is not { Date: { } moment })
            return said.RetryAfter?.Delta;
        return said.Date is { } now ? TimeSpan.FromTicks(Math.Max(0, (moment - now).Ticks)) : null;
    }
}
