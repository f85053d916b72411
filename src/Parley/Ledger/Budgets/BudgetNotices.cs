using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Dialects.Wire;
using Parley.Providers.Upstream;

namespace Parley.Ledger.Budgets;

/// <summary>
/// Tells the operator of limits that are nearly or wholly used up: in the log, and by a POST of JSON where an address is configured. Nobody waits for that: what cannot be told in time is dropped, and the log says so. Thread-safe.
/// </summary>
/// <param name="handlers">The connections.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where to log.</param>
/// <param name="webhook">The address; null for none.</param>
internal sealed partial class BudgetNotices(UpstreamHandlers handlers, TimeProvider time, ILogger logger, Func<Uri?> webhook) : IDisposable
{
    private const int MostWaiting = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Channel<(Uri Address, byte[] Body)> _waiting = Channel.CreateBounded<(Uri, byte[])>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private int _started;

    /// <summary>A limit is nearly or wholly used up.</summary>
    public void Tell(BudgetEvent one)
    {
        var (rule, meter) = (one.Meter.Rule, one.Meter);
        if (one.IsReached)
            Reached(logger, BudgetWords.Whom(rule, meter.Names), rule.Says, one.WholeAt);
        else
            Near(logger, BudgetWords.Whom(rule, meter.Names), rule.Says, BudgetWords.Amount(rule, one.Spent), one.WholeAt);
        if (webhook() is not { } address)
            return;
        if (!_waiting.Writer.TryWrite((address, BodyOf(one))))
            Dropped(logger, address.Host);
        else if (Interlocked.Exchange(ref _started, 1) == 0)
            _ = Task.Run(SendAllAsync, _stop.Token);
    }

    /// <summary>Ends the sending; what waits is dropped.</summary>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _stop.Cancel();
    }

    private async Task SendAllAsync()
    {
        await foreach (var (address, body) in _waiting.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            await SendAsync(address, body).ConfigureAwait(false);
    }

    private async Task SendAsync(Uri address, byte[] body)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.TryAddWithoutValidation("User-Agent", "parley");
            using var response = await handlers.For(new ConnectionSettings(Patience, !address.IsLoopback)).SendAsync(request, both.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                Refused(logger, address.Host, (int)response.StatusCode);
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException or IOException)
        {
            if (!_stop.IsCancellationRequested)
                Failed(logger, address.Host, failed.Message);
        }
    }

    private static byte[] BodyOf(BudgetEvent one)
    {
        var (rule, meter, output) = (one.Meter.Rule, one.Meter, new ArrayBufferWriter<byte>(512));
        using (var writer = new Utf8JsonWriter(output, JsonWire.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("event"u8, one.IsReached ? "limit_reached"u8 : "limit_near"u8);
            writer.WriteString("at"u8, one.At.UtcDateTime);
            if (rule.Name.Length > 0)
                writer.WriteString("name"u8, rule.Name);
            writer.WriteStartObject("for"u8);
            for (var i = 0; i < rule.For.Length; i++)
                writer.WriteString(BudgetWords.ScopeOf(rule.For[i].Scope), meter.Names[i]);
            writer.WriteEndObject();
            writer.WriteString("says"u8, rule.Says);
            writer.WriteString("measure"u8, BudgetWords.MeasureOf(rule.Measure));
            if (rule.Currency is { } currency)
                writer.WriteString("currency"u8, currency);
            writer.WriteNumber("limit"u8, rule.Limit);
            writer.WriteNumber("spent"u8, one.Spent);
            writer.WriteBoolean("soft"u8, rule.IsSoft);
            writer.WriteString("resets_at"u8, one.WholeAt.UtcDateTime);
            writer.WriteEndObject();
        }
        return output.WrittenSpan.ToArray();
    }

    [LoggerMessage(60, LogLevel.Warning, "{Whom} has nearly used up its limit of {Limit}: {Spent}; all is there again at {Reset:u}")]
    private static partial void Near(ILogger logger, string whom, string limit, string spent, DateTimeOffset reset);

    [LoggerMessage(61, LogLevel.Warning, "{Whom} has reached its limit of {Limit}; all is there again at {Reset:u}")]
    private static partial void Reached(ILogger logger, string whom, string limit, DateTimeOffset reset);

    [LoggerMessage(62, LogLevel.Warning, "{Host} was not told of a limit: too many wait to be told")]
    private static partial void Dropped(ILogger logger, string host);

    [LoggerMessage(63, LogLevel.Warning, "{Host} was told of a limit and answered with status {Status}")]
    private static partial void Refused(ILogger logger, string host, int status);

    [LoggerMessage(64, LogLevel.Warning, "{Host} could not be told of a limit: {Reason}")]
    private static partial void Failed(ILogger logger, string host, string reason);
}
