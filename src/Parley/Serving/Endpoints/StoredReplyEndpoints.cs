using System.Globalization;
using Parley.Conversations;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Serving.Callers;

namespace Parley.Serving.Endpoints;

/// <summary>The replies that are kept for a dialect with a memory: read one, forget one, stop one, list what was asked. A key finds only its own.</summary>
internal sealed class StoredReplyEndpoints(Service service, IStatefulCodec codec)
{
    private const int UsualLimit = 20;
    private const int MostItems = 100;

    /// <summary>What stands below a route of the operation.</summary>
    public IEnumerable<ServedRoute> Routes(string route) =>
    [
        ServedRoute.Get(route + "/{id}", call => AnswerAsync(call, ReadAsync)),
        new("DELETE", route + "/{id}", call => AnswerAsync(call, ForgetAsync)),
        ServedRoute.Get(route + "/{id}/input_items", call => AnswerAsync(call, ListItemsAsync)),
        ServedRoute.Post(route + "/{id}/cancel", call => AnswerAsync(call, CancelAsync)),
    ];

    /// <summary>What is asked of a kept reply: for which, how, and where the answer goes.</summary>
    private readonly record struct Question(StoredReply Stored, string Query, PooledBufferWriter Body, CancellationToken CancellationToken);

    private async Task AnswerAsync(ServedCall call, Func<Question, ValueTask<Fault?>> answer)
    {
        using var body = new PooledBufferWriter(1024);
        var fault = call.Check(service.Snapshot, Access.Call, out var key);
        if (fault is null)
        {
            var id = call.Place;
            var stored = await service.Engine.Replies.FindAsync(Owner.Of(key), id, call.Gone).ConfigureAwait(false);
            fault = stored is null
                ? new Fault(FaultKind.NotFound, $"Response with id '{id}' not found.") { Code = "response_not_found" }
                : await answer(new Question(stored, call.Query, body, call.Gone)).ConfigureAwait(false);
        }
        await GuardedAnswer.WriteAsync(call, codec, fault is null ? null : fault with { RequestId = service.Engine.Ids.Next() }, body).ConfigureAwait(false);
    }

    private async ValueTask<Fault?> ReadAsync(Question asked)
    {
        if (QueryWords.Find(asked.Query, "stream") == "true")
            return new Fault(FaultKind.InvalidRequest, "A response can be streamed only while it is made.") { Param = "stream" };
        var (reply, fault) = await service.Engine.ReplyCopies.ReadAsync(codec, service.Snapshot, asked.Stored, asked.CancellationToken).ConfigureAwait(false);
        asked.Body.Write(reply.Reply.Body.Span);
        return fault;
    }

    private async ValueTask<Fault?> CancelAsync(Question asked)
    {
        if (!asked.Stored.Reply.IsRunning)
            return new Fault(FaultKind.InvalidRequest, "Only a response that runs in the background can be cancelled.");
        var (reply, fault) = await service.Engine.ReplyCopies.CancelAsync(codec, service.Snapshot, asked.Stored, asked.CancellationToken).ConfigureAwait(false);
        asked.Body.Write(reply.Reply.Body.Span);
        return fault;
    }

    private async ValueTask<Fault?> ForgetAsync(Question asked)
    {
        codec.WriteForgotten(asked.Stored.Reply.Id, asked.Body);
        return await service.Engine.ReplyCopies.ForgetAsync(codec, service.Snapshot, asked.Stored, asked.CancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Fault?> ListItemsAsync(Question asked)
    {
        var limit = UsualLimit;
        if (QueryWords.Find(asked.Query, "limit") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostItems))
            return new Fault(FaultKind.InvalidRequest, $"limit must be a whole number from 1 to {MostItems}.") { Param = "limit" };
        var order = QueryWords.Find(asked.Query, "order");
        if (order is not (null or "" or "asc" or "desc"))
            return new Fault(FaultKind.InvalidRequest, "order must be asc or desc.") { Param = "order" };
        var after = QueryWords.Find(asked.Query, "after");
        var items = await ItemsOfAsync(asked.Stored, asked.CancellationToken).ConfigureAwait(false);
        return codec.TryWriteItems(asked.Stored.Reply.Id, items, new ItemPage(limit, order == "asc", after), asked.Body)
            ? null
            : new Fault(FaultKind.InvalidRequest, $"Item with id '{after}' not found.") { Param = "after" };
    }

    /// <summary>What was asked, with the turns before it as far as they are kept.</summary>
    private async ValueTask<IReadOnlyList<KeptItem>> ItemsOfAsync(StoredReply stored, CancellationToken cancellationToken)
    {
        if (stored.Previous is not { } previous || await service.Engine.Replies.FindConversationAsync(stored.Owner, previous, cancellationToken).ConfigureAwait(false) is not { } before)
            return stored.Input;
        return [.. before.SelectMany(static turn => turn.Items), .. stored.Input];
    }
}
