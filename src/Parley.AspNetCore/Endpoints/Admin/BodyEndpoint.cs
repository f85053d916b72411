using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.AspNetCore.Callers;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Ledger;
using Parley.Ledger.Bodies;
using Parley.Serving.Callers;

namespace Parley.AspNetCore.Endpoints;

/// <summary>What was said in a request, where the operator has it kept; for administrators.</summary>
internal static class BodyEndpoint
{
    public static void Map(IEndpointRouteBuilder endpoints, Gateway gateway) => endpoints.MapGet("/admin/requests/{id}/bodies", context => AnswerAsync(context, gateway));

    private static async Task AnswerAsync(HttpContext context, Gateway gateway)
    {
        var fault = Caller.Check(context.Request, gateway, gateway.Snapshot, Access.Admin, out _);
        KeptBodies? kept = null;
        try
        {
            if (fault is null && gateway.Books?.Store is IBodyStore store)
                kept = await store.FindAsync(Convert.ToString(context.Request.RouteValues["id"], CultureInfo.InvariantCulture)!, context.RequestAborted).ConfigureAwait(false);
        }
        catch (LedgerStoreException failed)
        {
            fault = new Fault(FaultKind.Overloaded, $"The ledger's store does not answer: {failed.Message}") { Code = "ledger_unavailable" };
        }
        await GuardedEndpoint.AnswerAsync(context, gateway, DialectNames.OpenAIChat, writer => fault ?? Write(writer, kept), Access.Admin).ConfigureAwait(false);
    }

    private static Fault? Write(Utf8JsonWriter writer, KeptBodies? kept)
    {
        if (kept is null)
            return new Fault(FaultKind.NotFound, "Nothing that was said is kept under this id. It is where ledger.bodies is enabled.") { Code = "unknown_request" };
        writer.WriteStartObject();
        writer.WriteString("request_id"u8, kept.ExchangeId);
        writer.WriteString("time"u8, kept.At);
        writer.WriteString("request"u8, kept.Request);
        writer.WriteString("reply"u8, kept.Reply);
        writer.WriteEndObject();
        return null;
    }
}
