using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.AspNetCore.Callers;
using Parley.AspNetCore.Http;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Ledger;
using Parley.Ledger.Keys;
using Parley.Serving.Bodies;
using Parley.Serving.Callers;

namespace Parley.AspNetCore.Endpoints;

/// <summary>The keys of the store: made, shown, changed, rotated and removed by administrators. A value is shown once, by the answer that makes it.</summary>
internal sealed class KeyEndpoints(Gateway gateway, BufferBudget budget)
{
    private const int LargestBody = 64 << 10;
    private const int ShownHistory = 100;
    private static readonly TimeSpan UntilStoreAnswers = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder endpoints, Gateway gateway, BufferBudget budget)
    {
        var keys = new KeyEndpoints(gateway, budget);
        endpoints.MapGet("/admin/keys", context => keys.AnswerAsync(context, keys.ListAsync));
        endpoints.MapPost("/admin/keys", context => keys.AnswerAsync(context, keys.CreateAsync));
        endpoints.MapGet("/admin/keys/{name}", context => keys.AnswerAsync(context, keys.ShowAsync));
        endpoints.MapPatch("/admin/keys/{name}", context => keys.AnswerAsync(context, keys.ChangeAsync));
        endpoints.MapDelete("/admin/keys/{name}", context => keys.AnswerAsync(context, RemoveAsync));
        endpoints.MapPost("/admin/keys/{name}/rotate", context => keys.AnswerAsync(context, keys.RotateAsync));
    }

    /// <summary>An administrator's question.</summary>
    /// <param name="Context">The call.</param>
    /// <param name="Store">Where keys are kept.</param>
    /// <param name="Desk">Where they are changed.</param>
    /// <param name="Who">Who asks.</param>
    /// <param name="Body">What was sent.</param>
    /// <param name="Writer">Where the answer goes.</param>
    private readonly record struct Question(HttpContext Context, IKeyStore Store, KeyDesk Desk, string Who, ReadOnlyMemory<byte> Body, Utf8JsonWriter Writer)
    {
        public string Name => Convert.ToString(Context.Request.RouteValues["name"], CultureInfo.InvariantCulture) ?? "";

        public CancellationToken Gone => Context.RequestAborted;
    }

    private async Task AnswerAsync(HttpContext context, Func<Question, Task<Fault?>> answer)
    {
        using var page = new PooledBufferWriter(1024);
        var snapshot = gateway.Snapshot;
        var fault = Caller.Check(context.Request, gateway, snapshot, Access.Admin, out var caller) ?? (gateway.Keys is null ? NoStore() : null);
        if (fault is null)
        {
            var (body, unreadable) = await RequestBody.ReadAsync(new HttpCall(context, gateway), new BodyLimits(LargestBody, snapshot.Server.MaxBufferedBytes), budget).ConfigureAwait(false);
            using (body)
                fault = unreadable ?? await AnswerAsync(context, caller, body!.Bytes, page, answer).ConfigureAwait(false);
        }
        await GuardedEndpoint.WriteAsync(context, gateway, KnownDialects.Find(DialectNames.OpenAIChat)!.Chat, fault is null ? null : fault with { RequestId = gateway.Engine.Ids.Next() }, page).ConfigureAwait(false);
    }

    private async Task<Fault?> AnswerAsync(HttpContext context, CallerKey? caller, ReadOnlyMemory<byte> body, PooledBufferWriter page, Func<Question, Task<Fault?>> answer)
    {
        var store = gateway.Keys!.Store;
        var desk = new KeyDesk(store, gateway.Engine.Time, gateway.Snapshot.Keys.IsConfigured);
        var writer = new Utf8JsonWriter(page, JsonWire.WriterOptions);
        await using (writer.ConfigureAwait(false))
        {
            try
            {
                var fault = await answer(new Question(context, store, desk, caller is null ? "this machine" : $"key {caller.Name}", body, writer)).ConfigureAwait(false);
                // What was changed here holds here at once.
                if (fault is null && !HttpMethods.IsGet(context.Request.Method))
                    await gateway.Keys.RefreshAsync(CancellationToken.None).ConfigureAwait(false);
                return fault;
            }
            catch (LedgerStoreException failed)
            {
                writer.Reset();
                return new Fault(FaultKind.GatewayBusy, $"The store of keys does not answer: {failed.Message}.") { Code = "key_store_unavailable", RetryAfter = UntilStoreAnswers };
            }
        }
    }

    private async Task<Fault?> ListAsync(Question asked)
    {
        var keys = await asked.Store.ReadKeysAsync(asked.Gone).ConfigureAwait(false);
        var now = gateway.Engine.Time.GetUtcNow();
        asked.Writer.WriteStartObject();
        asked.Writer.WriteStartArray("keys"u8);
        foreach (var key in keys)
            KeyPage.Write(asked.Writer, key, now);
        asked.Writer.WriteEndArray();
        asked.Writer.WriteEndObject();
        return null;
    }

    private async Task<Fault?> ShowAsync(Question asked)
    {
        var found = await asked.Desk.FindAsync(asked.Name, asked.Gone).ConfigureAwait(false);
        if (found.Key is { } key)
            KeyPage.Write(asked.Writer, key, gateway.Engine.Time.GetUtcNow(), history: await asked.Store.KeyHistoryAsync(key.Name, ShownHistory, asked.Gone).ConfigureAwait(false));
        return found.Fault;
    }

    private async Task<Fault?> CreateAsync(Question asked)
    {
        if (KeySettings.Parse(asked.Body, out var fault) is not { } settings)
            return fault;
        var name = settings["name"]?.ToString() ?? "";
        var made = await asked.Desk.CreateAsync(name, asked.Body, asked.Who, asked.Gone).ConfigureAwait(false);
        if (made.Fault is null)
            asked.Context.Response.StatusCode = StatusCodes.Status201Created;
        return Show(asked, made);
    }

    private async Task<Fault?> ChangeAsync(Question asked) => Show(asked, await asked.Desk.ChangeAsync(asked.Name, asked.Body, asked.Who, asked.Gone).ConfigureAwait(false));

    private async Task<Fault?> RotateAsync(Question asked) =>
        KeyOverlap.Read(asked.Body, out var fault) is { } overlap ? Show(asked, await asked.Desk.RotateAsync(asked.Name, overlap, asked.Who, asked.Gone).ConfigureAwait(false)) : fault;

    private static async Task<Fault?> RemoveAsync(Question asked)
    {
        var removed = await asked.Desk.RemoveAsync(asked.Name, asked.Who, asked.Gone).ConfigureAwait(false);
        if (removed.Fault is not null)
            return removed.Fault;
        asked.Writer.WriteStartObject();
        asked.Writer.WriteString("name"u8, asked.Name);
        asked.Writer.WriteBoolean("removed"u8, true);
        asked.Writer.WriteEndObject();
        return null;
    }

    private Fault? Show(Question asked, KeyAnswer answer)
    {
        if (answer.Key is { } key)
            KeyPage.Write(asked.Writer, key, gateway.Engine.Time.GetUtcNow(), answer.Value);
        return answer.Fault;
    }

    private static Fault NoStore() => new(FaultKind.NotFound, "This gateway has no store, in which keys could be kept.") { Code = "no_key_store" };
}
