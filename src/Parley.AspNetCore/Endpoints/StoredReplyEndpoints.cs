using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.AspNetCore.Callers;
using Parley.Conversations;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.AspNetCore.Endpoints;

/// <summary>The replies that are kept for a dialect with a memory: read one, forget one, stop one, list what was asked. A key finds only its own.</summary>
internal sealed class StoredReplyEndpoints(Gateway gateway, IStatefulCodec codec)
{
    private const int UsualLimit = 20;
    private const int MostItems = 100;

    /// <summary>Maps what stands below a route of the operation.</summary>
    public void Map(IEndpointRouteBuilder endpoints, string route)
    {
        endpoints.MapGet(route + "/{id}", context => AnswerAsync(context, ReadAsync));
        endpoints.MapDelete(route + "/{id}", context => AnswerAsync(context, ForgetAsync));
        endpoints.MapGet(route + "/{id}/input_items", context => AnswerAsync(context, ListItemsAsync));
        endpoints.MapPost(route + "/{id}/cancel", context => AnswerAsync(context, CancelAsync));
    }

    /// <summary>What is asked of a kept reply: for which, how, and where the answer goes.</summary>
    private readonly record struct Question(StoredReply Stored, IQueryCollection Query, PooledBufferWriter Body, CancellationToken CancellationToken);

    private async Task AnswerAsync(HttpContext context, Func<Question, ValueTask<Fault?>> answer)
    {
        using var body = new PooledBufferWriter(1024);
        var fault = Caller.Check(context.Request, gateway, gateway.Snapshot, Access.Call, out var key);
        if (fault is null)
        {
            var id = Convert.ToString(context.Request.RouteValues["id"], CultureInfo.InvariantCulture) ?? "";
            var stored = await gateway.Engine.Replies.FindAsync(Owner.Of(key), id, context.RequestAborted).ConfigureAwait(false);
            fault = stored is null
                ? new Fault(FaultKind.NotFound, $"Response with id '{id}' not found.") { Code = "response_not_found" }
                : await answer(new Question(stored, context.Request.Query, body, context.RequestAborted)).ConfigureAwait(false);
        }
        await GuardedEndpoint.WriteAsync(context, codec, fault is null ? null : fault with { RequestId = gateway.Engine.Ids.Next() }, body).ConfigureAwait(false);
    }

    private async ValueTask<Fault?> ReadAsync(Question asked)
    {
        if (asked.Query.TryGetValue("stream", out var stream) && stream is ["true"])
            return new Fault(FaultKind.InvalidRequest, "A response can be streamed only while it is made.") { Param = "stream" };
        var (reply, fault) = await gateway.Engine.ReplyCopies.ReadAsync(codec, gateway.Snapshot, asked.Stored, asked.CancellationToken).ConfigureAwait(false);
        asked.Body.Write(reply.Reply.Body.Span);
        return fault;
    }

    private async ValueTask<Fault?> CancelAsync(Question asked)
    {
        if (!asked.Stored.Reply.IsRunning)
            return new Fault(FaultKind.InvalidRequest, "Only a response that runs in the background can be cancelled.");
        var (reply, fault) = await gateway.Engine.ReplyCopies.CancelAsync(codec, gateway.Snapshot, asked.Stored, asked.CancellationToken).ConfigureAwait(false);
        asked.Body.Write(reply.Reply.Body.Span);
        return fault;
    }

    private async ValueTask<Fault?> ForgetAsync(Question asked)
    {
        codec.WriteForgotten(asked.Stored.Reply.Id, asked.Body);
        return await gateway.Engine.ReplyCopies.ForgetAsync(codec, gateway.Snapshot, asked.Stored, asked.CancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Fault?> ListItemsAsync(Question asked)
    {
        var limit = UsualLimit;
        if (asked.Query.TryGetValue("limit", out var text) && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostItems))
            return new Fault(FaultKind.InvalidRequest, $"limit must be a whole number from 1 to {MostItems}.") { Param = "limit" };
        string? order = asked.Query["order"];
        if (order is not (null or "" or "asc" or "desc"))
            return new Fault(FaultKind.InvalidRequest, "order must be asc or desc.") { Param = "order" };
        string? after = asked.Query["after"];
        var items = await ItemsOfAsync(asked.Stored, asked.CancellationToken).ConfigureAwait(false);
        return codec.TryWriteItems(asked.Stored.Reply.Id, items, new ItemPage(limit, order == "asc", after), asked.Body)
            ? null
            : new Fault(FaultKind.InvalidRequest, $"Item with id '{after}' not found.") { Param = "after" };
    }

    /// <summary>What was asked, with the turns before it as far as they are kept.</summary>
    private async ValueTask<IReadOnlyList<KeptItem>> ItemsOfAsync(StoredReply stored, CancellationToken cancellationToken)
    {
        if (stored.Previous is not { } previous || await gateway.Engine.Replies.FindConversationAsync(stored.Owner, previous, cancellationToken).ConfigureAwait(false) is not { } before)
            return stored.Input;
        return [.. before.SelectMany(static turn => turn.Items), .. stored.Input];
    }
}
