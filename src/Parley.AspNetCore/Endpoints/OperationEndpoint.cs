using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.AspNetCore.Callers;
using Parley.AspNetCore.Http;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline;
using Parley.Providers.Media;
using Parley.Providers.Upstream;

namespace Parley.AspNetCore.Endpoints;

/// <summary>One operation of one dialect over HTTP: from the caller's bytes to an exchange, and from its settlement to the last byte.</summary>
internal sealed partial class OperationEndpoint(Gateway gateway, Operation operation, BufferBudget budget)
{
    /// <summary>Bodies beyond this are worked on off the socket's thread, which others wait for when completions run inline.</summary>
    private const int LargeBody = 64 << 10;

    public Operation Operation { get; } = operation;

    public async Task InvokeAsync(HttpContext context)
    {
        var snapshot = gateway.Snapshot;
        var id = gateway.Engine.Ids.Next();
        var fault = Caller.Check(context.Request, gateway, snapshot, Access.Call, out var key);
        RequestBody? body = null;
        try
        {
            if (fault is null)
                (body, fault) = await RequestBody.ReadAsync(context.Request, Limits(snapshot), budget, context.RequestAborted).ConfigureAwait(false);
            if (body?.Bytes.Length > LargeBody)
                await Task.Yield();
            if (fault is null && Open(new Call(context, snapshot, id, key, body!), out fault) is { } exchange)
                await ServeAsync(exchange, context.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException bad)
        {
            fault = new Fault(bad.StatusCode == 413 ? FaultKind.TooLarge : FaultKind.InvalidRequest, bad.Message);
        }
        catch (Exception gone) when (gone is ConnectionResetException || gone is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            // The caller's connection is broken; the server may hear of it later than whoever reads the body.
            context.Abort();
            return;
        }
        catch (Exception defect) when (!context.RequestAborted.IsCancellationRequested)
        {
            fault = Failed(defect, id);
        }
        finally
        {
            body?.Dispose();
        }
        if (fault is not null)
            await RefuseAsync(context, fault with { RequestId = id }).ConfigureAwait(false);
    }

    /// <summary>Answers an exchange. A reply that has begun is ended in the caller's dialect, whatever fails.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ServeAsync(Exchange exchange, CancellationToken gone)
    {
        using var sink = (HttpReplySink)exchange.Sink;
        Settlement settlement;
        try
        {
            settlement = await gateway.Engine.HandleAsync(exchange, gone).ConfigureAwait(false);
        }
        catch (Exception defect) when (IsOurs(defect, gone))
        {
            settlement = Settlement.Broken(exchange, Failed(defect, exchange.Id));
        }
        Settle(exchange, settlement);
        try
        {
            await sink.EndAsync(settlement, exchange.Request.Head.Stream).ConfigureAwait(false);
            sink.Copy?.Keep(exchange.Id, gateway.Engine.Time.GetUtcNow(), exchange.Request.Wire.Body.Span);
        }
        catch (Exception defect) when (sink.HasStarted && settlement.Fault is null && IsOurs(defect, gone))
        {
            await sink.BreakOffAsync(Failed(defect, exchange.Id)).ConfigureAwait(false);
        }
    }

    /// <summary>What is answered by now no defect of the books takes back.</summary>
    private void Settle(Exchange exchange, in Settlement settlement)
    {
        try
        {
            gateway.Engine.Settled(exchange, settlement);
        }
        catch (Exception defect)
        {
            Defect(gateway.Logger, defect, exchange.Id);
        }
    }

    /// <summary>Whether an exception is not only the caller's broken connection.</summary>
    private static bool IsOurs(Exception defect, CancellationToken gone) => defect is not ConnectionResetException && !gone.IsCancellationRequested;

    /// <summary>One call whose body is here.</summary>
    /// <param name="Context">The server's view of it.</param>
    /// <param name="Snapshot">The configuration that it keeps to its end.</param>
    /// <param name="Id">Its name for caller and operator.</param>
    /// <param name="Key">The key that the caller showed; null when none is needed.</param>
    /// <param name="Body">The body.</param>
    private readonly record struct Call(HttpContext Context, GatewaySnapshot Snapshot, string Id, CallerKey? Key, RequestBody Body);

    /// <summary>The exchange of a call; null and a fault when it cannot even be routed.</summary>
    private Exchange? Open(Call call, out Fault? fault)
    {
        var (context, snapshot) = (call.Context, call.Snapshot);
        var wire = new WireRequest(context.Request.Path, context.Request.QueryString.HasValue ? context.Request.QueryString.Value![1..] : "", new HttpWireHeaders(context.Request.Headers), call.Body.Bytes);
        if (Read(wire, out fault) is not { } head)
            return null;
        var wishes = CallerWishes.Of(context.Request.Headers, head, snapshot, out fault);
        if (fault is not null)
            return null;
        var asked = AskedOf(call, head);
        var terms = AnswerTerms.Of(call.Key, head, Operation.Codec.Kind);
        var keepAlive = head.Stream && snapshot.Server.KeepAlive > TimeSpan.Zero ? new KeepAlive(gateway.Engine.Watchdog, snapshot.Server.KeepAlive) : null;
        var sink = new HttpReplySink(context.Response, Operation, asked, call.Id, keepAlive) { Account = call.Body, Copy = BodyCopy.For(gateway.Books, snapshot.Ledger.Bodies) };
        var exchange = new Exchange
        {
            Id = call.Id,
            Request = new InboundRequest
            {
                Operation = Operation,
                Head = head,
                Wire = wire,
                Use = call.Body.Use,
                Asked = asked,
                SlowLane = gateway.Engine.SeesContent || wishes.SlowLane || terms is not null,
                RejectLoss = wishes.RejectLoss || call.Key is { RejectsLoss: true },
                Terms = terms,
                Media = snapshot.Images.Fetch ? new RemoteMedia(gateway.Engine.Media, snapshot.Images, call.Body.TryHold) : null,
                Continuations = new Continuations(gateway.Engine.Vault, call.Key),
            },
            Sink = sink,
            Snapshot = snapshot,
            Started = gateway.Engine.Time.GetTimestamp(),
            Caller = call.Key,
            Wishes = wishes.Routing,
            Labels = wishes.Labels,
            Cache = wishes.Cache,
        };
        sink.Explanation = new RoutingExplanation(exchange, wishes.Explains);
        return exchange;
    }

    /// <summary>What routing knows of a request; null and a fault when it cannot be read.</summary>
    private RequestHead? Read(in WireRequest wire, out Fault? fault)
    {
        fault = null;
        try
        {
            var head = Operation.Codec.Peek(wire);
            if (head.EmptyMember is not { } empty)
                return head;
            fault = RequestFaults.Empty(empty);
        }
        catch (WireFormatException unreadable)
        {
            fault = RequestFaults.Malformed(unreadable);
        }
        return null;
    }

    /// <summary>What the caller wants of the reply, with what the engine knows and the dialect cannot.</summary>
    private StreamOptions AskedOf(Call call, RequestHead head) => head.StreamOptions with
    {
        EstimatedInputTokens = Math.Max(1, head.EstimatedInputTokens),
        Model = head.Model,
        ReplyId = call.Id,
        IsKept = head.KeepsReply && call.Snapshot.Server.KeptReplyBytes > 0,
        Created = gateway.Engine.Time.GetUtcNow().ToUnixTimeSeconds(),
    };

    private Fault Failed(Exception defect, string id)
    {
        Defect(gateway.Logger, defect, id);
        return RequestFaults.Defect(id);
    }

    private async Task RefuseAsync(HttpContext context, Fault fault)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        context.Response.Clear();
        using var body = new PooledBufferWriter(512);
        FaultResponse.Write(context.Response, Operation.Codec, fault, body);
        await context.Response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }

    private static BodyLimits Limits(GatewaySnapshot snapshot) => new(snapshot.Server.MaxBodyBytes, snapshot.Server.MaxBufferedBytes);

    [LoggerMessage(30, LogLevel.Error, "{Exchange} failed by a defect of the gateway")]
    private static partial void Defect(ILogger logger, Exception defect, string exchange);
}
