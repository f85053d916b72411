using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.AspNetCore.Callers;
using Parley.AspNetCore.Http;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Management;
using Parley.Serving.Bodies;
using Parley.Serving.Callers;
using Parley.Serving.Replies;

namespace Parley.AspNetCore.Endpoints;

/// <summary>Why requests went where they went, and where one would go.</summary>
internal sealed class DecisionEndpoints(Gateway gateway, BufferBudget budget)
{
    private const int MostListed = 10_000;
    private readonly Explanations _explanations = new(gateway);

    public static void Map(IEndpointRouteBuilder endpoints, Gateway gateway, BufferBudget budget)
    {
        var decisions = new DecisionEndpoints(gateway, budget);
        endpoints.MapGet("/admin/requests/{id}/decision", decisions.FindAsync);
        endpoints.MapGet("/admin/decisions", decisions.ListAsync);
        endpoints.MapPost("/admin/route/explain", decisions.ExplainAsync);
    }

    private Task FindAsync(HttpContext context) => AnswerAsync(context, "application/json", caller =>
    {
        var id = Convert.ToString(context.Request.RouteValues["id"], CultureInfo.InvariantCulture)!;
        return _explanations.Of(id, caller) is { } report
            ? Json(DecisionReports.ToJson(report))
            : Refuse(new Fault(FaultKind.NotFound, "No decision is kept under this id.") { Code = "unknown_request" });
    });

    /// <summary>One decision for each line, the newest first.</summary>
    private Task ListAsync(HttpContext context) => AnswerAsync(context, "application/x-ndjson", caller =>
    {
        var most = MostListed;
        if (context.Request.Query["limit"] is [{ } text] && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most is 0 or > MostListed))
            return Refuse(new Fault(FaultKind.InvalidRequest, $"limit is a number from 1 to {MostListed}.") { Param = "limit" });
        return Json(string.Concat(_explanations.Newest(caller).Take(most).Select(static report => DecisionReports.ToJson(report) + "\n")));
    });

    /// <summary>Takes a request as a caller would send it, in the dialect that the query names, and does not send it.</summary>
    private Task ExplainAsync(HttpContext context) => AnswerAsync(context, "application/json", async caller =>
    {
        var snapshot = gateway.Snapshot;
        var (body, fault) = await RequestBody.ReadAsync(new HttpCall(context, gateway), new BodyLimits(snapshot.Server.MaxBodyBytes, snapshot.Server.MaxBufferedBytes), budget).ConfigureAwait(false);
        using (body)
        {
            var report = fault is null ? Explain(context.Request, snapshot, body!.Bytes, caller, out fault) : null;
            return (report is null ? "" : DecisionReports.ToJson(report), report is null ? fault : null);
        }
    });

    private DecisionReport? Explain(HttpRequest request, GatewaySnapshot snapshot, ReadOnlyMemory<byte> body, CallerKey? caller, out Fault? fault)
    {
        var name = request.Query["dialect"] is [{ Length: > 0 } said] ? said : DialectNames.OpenAIChat;
        if (KnownDialects.Find(name) is not { } dialect)
        {
            fault = new Fault(FaultKind.InvalidRequest, $"There is no dialect '{name}'. There are {string.Join(", ", KnownDialects.All.Select(static known => known.Name))}.") { Param = "dialect" };
            return null;
        }
        if (!RequestText.TryRead(dialect, body, request.Query["model"].ToString(), out var text, out fault))
            return null;
        var wishes = CallerWishes.Of(new HttpCall(request.HttpContext, gateway), text.Head, snapshot, out fault);
        return fault is null ? _explanations.Explain(text, wishes.Routing, caller, out fault) : null;
    }

    private static ValueTask<(string, Fault?)> Json(string text) => new((text, null));

    private static ValueTask<(string, Fault?)> Refuse(Fault fault) => new(("", fault));

    private async Task AnswerAsync(HttpContext context, string contentType, Func<CallerKey?, ValueTask<(string Text, Fault? Fault)>> answer)
    {
        using var body = new PooledBufferWriter(1024);
        var text = "";
        var fault = Caller.Check(context.Request, gateway, gateway.Snapshot, Access.Any, out var caller);
        if (fault is null)
            (text, fault) = await answer(caller).ConfigureAwait(false);
        if (fault is not null)
        {
            FaultResponse.Write(new HttpCall(context, gateway), KnownDialects.Find(DialectNames.OpenAIChat)!.Chat, fault with { RequestId = gateway.Engine.Ids.Next() }, body);
        }
        else
        {
            Encoding.UTF8.GetBytes(text, body);
            context.Response.ContentType = contentType;
            context.Response.ContentLength = body.WrittenCount;
        }
        await context.Response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }
}
