using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline;
using Parley.Providers.Media;
using Parley.Providers.Upstream;
using Parley.Serving.Bodies;
using Parley.Serving.Callers;
using Parley.Serving.Replies;

namespace Parley.Serving.Endpoints;

/// <summary>One operation of one dialect: from the caller's bytes to an exchange, and from its settlement to the last byte.</summary>
internal sealed partial class OperationEndpoint(Service service, Operation operation)
{
    /// <summary>Bodies beyond this are worked on off the socket's thread, which others wait for when completions run inline.</summary>
    private const int LargeBody = 64 << 10;

    public Operation Operation { get; } = operation;

    public async Task InvokeAsync(ServedCall call)
    {
        var snapshot = service.Snapshot;
        var id = service.Engine.Ids.Next();
        var fault = call.Check(snapshot, Access.Call, out var key);
        RequestBody? body = null;
        try
        {
            if (fault is null)
                (body, fault) = await RequestBody.ReadAsync(call, Limits(snapshot), service.Bodies).ConfigureAwait(false);
            if (body?.Bytes.Length > LargeBody)
                await Task.Yield();
            if (fault is null && Open(new Opening(call, snapshot, id, key, body!), out fault) is { } exchange)
                await ServeAsync(exchange, call).ConfigureAwait(false);
        }
        catch (Exception bad) when (call.Unreadable(bad) is { } unreadable)
        {
            fault = unreadable;
        }
        catch (Exception gone) when (call.IsGone(gone))
        {
            // The caller's connection is broken; the server may hear of it later than whoever reads the body.
            call.Abort();
            return;
        }
        catch (Exception defect) when (!call.Gone.IsCancellationRequested)
        {
            fault = Failed(defect, id);
        }
        finally
        {
            body?.Dispose();
        }
        if (fault is not null)
            await RefuseAsync(call, fault with { RequestId = id }).ConfigureAwait(false);
    }

    /// <summary>Answers an exchange. A reply that has begun is ended in the caller's dialect, whatever fails.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ServeAsync(Exchange exchange, ServedCall call)
    {
        using var sink = (HttpReplySink)exchange.Sink;
        Settlement settlement;
        try
        {
            settlement = await service.Engine.HandleAsync(exchange, call.Gone).ConfigureAwait(false);
        }
        catch (Exception defect) when (IsOurs(defect, call))
        {
            settlement = Settlement.Broken(exchange, Failed(defect, exchange.Id));
        }
        Settle(exchange, settlement);
        try
        {
            await sink.EndAsync(settlement, exchange.Request.Head.Stream).ConfigureAwait(false);
            sink.Copy?.Keep(exchange.Id, service.Engine.Time.GetUtcNow(), exchange.Request.Wire.Body.Span);
        }
        catch (Exception defect) when (sink.HasStarted && settlement.Fault is null && IsOurs(defect, call))
        {
            await sink.BreakOffAsync(Failed(defect, exchange.Id)).ConfigureAwait(false);
        }
    }

    /// <summary>What is answered by now no defect of the books takes back.</summary>
    private void Settle(Exchange exchange, in Settlement settlement)
    {
        try
        {
            service.Engine.Settled(exchange, settlement);
        }
        catch (Exception defect)
        {
            Defect(service.Logger, defect, exchange.Id);
        }
    }

    /// <summary>Whether an exception is not only the caller's broken connection.</summary>
    private static bool IsOurs(Exception defect, ServedCall call) => !call.Gone.IsCancellationRequested && !call.IsGone(defect);

    /// <summary>One call whose body is here.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Snapshot">The configuration that it keeps to its end.</param>
    /// <param name="Id">Its name for caller and operator.</param>
    /// <param name="Key">The key that the caller showed; null when none is needed.</param>
    /// <param name="Body">The body.</param>
    private readonly record struct Opening(ServedCall Call, GatewaySnapshot Snapshot, string Id, CallerKey? Key, RequestBody Body);

    /// <summary>The exchange of a call; null and a fault when it cannot even be routed.</summary>
    private Exchange? Open(Opening opening, out Fault? fault)
    {
        var (call, snapshot) = (opening.Call, opening.Snapshot);
        var wire = new WireRequest(call.Path, call.Query, call, opening.Body.Bytes);
        if (Read(wire, out fault) is not { } head)
            return null;
        var wishes = CallerWishes.Of(call, head, snapshot, out fault);
        if (fault is not null)
            return null;
        var asked = AskedOf(opening, head);
        var terms = AnswerTerms.Of(opening.Key, head, Operation.Codec.Kind);
        var keepAlive = head.Stream && snapshot.Server.KeepAlive > TimeSpan.Zero ? new KeepAlive(service.Engine.Watchdog, snapshot.Server.KeepAlive) : null;
        var sink = new HttpReplySink(call, Operation, asked, opening.Id, keepAlive) { Account = opening.Body, Copy = BodyCopy.For(service.Books, snapshot.Ledger.Bodies) };
        var exchange = new Exchange
        {
            Id = opening.Id,
            Request = new InboundRequest
            {
                Operation = Operation,
                Head = head,
                Wire = wire,
                Use = opening.Body.Use,
                Asked = asked,
                SlowLane = service.Engine.SeesContent || wishes.SlowLane || terms is not null,
                RejectLoss = wishes.RejectLoss || opening.Key is { RejectsLoss: true },
                Terms = terms,
                Media = snapshot.Images.Fetch ? new RemoteMedia(service.Engine.Media, snapshot.Images, opening.Body.TryHold) : null,
                Continuations = new Continuations(service.Engine.Vault, opening.Key),
            },
            Sink = sink,
            Snapshot = snapshot,
            Started = service.Engine.Time.GetTimestamp(),
            Caller = opening.Key,
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
    private StreamOptions AskedOf(Opening opening, RequestHead head) => head.StreamOptions with
    {
        EstimatedInputTokens = Math.Max(1, head.EstimatedInputTokens),
        Model = head.Model,
        ReplyId = opening.Id,
        IsKept = head.KeepsReply && opening.Snapshot.Server.KeptReplyBytes > 0,
        Created = service.Engine.Time.GetUtcNow().ToUnixTimeSeconds(),
    };

    private Fault Failed(Exception defect, string id)
    {
        Defect(service.Logger, defect, id);
        return RequestFaults.Defect(id, defect);
    }

    private async Task RefuseAsync(ServedCall call, Fault fault)
    {
        if (call.HasStarted)
        {
            call.Abort();
            return;
        }
        call.Clear();
        using var body = new PooledBufferWriter(512);
        FaultResponse.Write(call, Operation.Codec, fault, body);
        await call.WriteAsync(body.WrittenMemory, call.Gone).ConfigureAwait(false);
    }

    private static BodyLimits Limits(GatewaySnapshot snapshot) => new(snapshot.Server.MaxBodyBytes, snapshot.Server.MaxBufferedBytes);

    [LoggerMessage(30, LogLevel.Error, "{Exchange} failed by a defect of the gateway")]
    private static partial void Defect(ILogger logger, Exception defect, string exchange);
}
