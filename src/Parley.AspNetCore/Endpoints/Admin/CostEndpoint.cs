using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.AspNetCore.Callers;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Ledger;
using Parley.Management.Costs;
using Parley.Serving.Callers;

namespace Parley.AspNetCore.Endpoints;

/// <summary>What calls cost: of all for keys that may read them, of their own for other callers.</summary>
internal static class CostEndpoint
{
    private const string Format = "format";

    public static void Map(IEndpointRouteBuilder endpoints, Gateway gateway) => endpoints.MapGet("/admin/costs", context => AnswerAsync(context, gateway));

    private static async Task AnswerAsync(HttpContext context, Gateway gateway)
    {
        using var body = new PooledBufferWriter(4096);
        var fault = Caller.Check(context.Request, gateway, gateway.Snapshot, Access.Any, out var key);
        var isCsv = context.Request.Query[Format] is ["csv"];
        if (fault is null && Read(context.Request, gateway, key, out fault) is { } analysis)
        {
            try
            {
                var report = await gateway.AnalyzeCostsAsync(analysis, context.RequestAborted).ConfigureAwait(false);
                body.Write(Encoding.UTF8.GetBytes(isCsv ? CostTexts.Csv(report) : CostTexts.Json(report)));
            }
            catch (LedgerStoreException failed)
            {
                fault = new Fault(FaultKind.Overloaded, $"The ledger's store does not answer: {failed.Message}") { Code = "ledger_unavailable" };
            }
        }
        await GuardedEndpoint.WriteAsync(context, gateway, KnownDialects.Find(DialectNames.OpenAIChat)!.Chat, fault is null ? null : fault with { RequestId = gateway.Engine.Ids.Next() }, body, isCsv ? "text/csv; charset=utf-8" : "application/json").ConfigureAwait(false);
    }

    private static CostAnalysis? Read(HttpRequest request, Gateway gateway, CallerKey? key, out Fault? fault)
    {
        var query = request.Query;
        fault = gateway.Books is null ? new Fault(FaultKind.NotFound, "This gateway keeps no ledger: its store is none.") { Code = "no_ledger" } : null;
        if (fault is null && query[Format] is { Count: > 0 } and not (["csv"] or ["json"]))
            fault = Wrong(Format, "is json or csv.");
        if (fault is not null)
            return null;
        // Some clients put their own key there: then it asks for nothing.
        var isCredential = key is not null && !Caller.ShowsKeyInHeader(request);
        var words = query.Where(pair => pair.Key != Format && !(isCredential && pair.Key == "key")).Select(static pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()));
        var now = gateway.Engine.Time.GetUtcNow();
        var analysis = CostWords.Read(words, now, out var wrong);
        if (analysis is null)
            fault = Wrong(wrong.Word, wrong.Why);
        return key is { MayRead: false } ? analysis?.OfKey(key, now) : analysis;
    }

    private static Fault Wrong(string word, string why) => new(FaultKind.InvalidRequest, $"{word} {why}") { Param = word, Code = "invalid_value" };
}
