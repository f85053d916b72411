using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.AspNetCore.Http;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Management;
using Parley.Serving.Bodies;
using Parley.Serving.Callers;

namespace Parley.AspNetCore.Endpoints;

/// <summary>How the backends are, and their breakers by hand.</summary>
internal sealed class BackendEndpoints(Gateway gateway, BufferBudget budget)
{
    private const int LargestBody = 4096;

    public static void Map(IEndpointRouteBuilder endpoints, Gateway gateway, BufferBudget budget)
    {
        var backends = new BackendEndpoints(gateway, budget);
        endpoints.MapGet("/admin/backends", backends.ListAsync);
        endpoints.MapPost("/admin/backends/{id}/breaker", backends.TurnAsync);
    }

    private Task ListAsync(HttpContext context) => GuardedEndpoint.AnswerAsync(context, gateway, DialectNames.OpenAIChat, writer =>
    {
        var page = PageOn(writer);
        writer.WriteStartObject();
        writer.WriteStartArray("backends"u8);
        foreach (var backend in gateway.Snapshot.BackendList)
            page.Write(backend);
        writer.WriteEndArray();
        writer.WriteEndObject();
        return null;
    }, access: Access.Admin);

    private async Task TurnAsync(HttpContext context)
    {
        var (body, fault) = await RequestBody.ReadAsync(new HttpCall(context, gateway), new BodyLimits(LargestBody, gateway.Snapshot.Server.MaxBufferedBytes), budget).ConfigureAwait(false);
        using (body)
        {
            var action = fault is null ? BodyWord.Read(body!.Bytes, "action", out fault) : "";
            var id = Convert.ToString(context.Request.RouteValues["id"], CultureInfo.InvariantCulture) ?? "";
            await GuardedEndpoint.AnswerAsync(context, gateway, DialectNames.OpenAIChat, writer => fault ?? Turn(writer, id, action), access: Access.Admin).ConfigureAwait(false);
        }
    }

    private Fault? Turn(Utf8JsonWriter writer, string id, string action)
    {
        if (gateway.Snapshot.Find(id) is not { } backend)
            return new Fault(FaultKind.NotFound, $"There is no backend '{id}'.") { Code = "unknown_backend" };
        if (!TryTurn(backend, action))
            return new Fault(FaultKind.InvalidRequest, "action must be open, close or reset.") { Param = "action" };
        PageOn(writer).Write(backend);
        return null;
    }

    private BackendPage PageOn(Utf8JsonWriter writer) => new(writer, gateway.Engine.Targets, new CostComparison(gateway), gateway.Engine.Time.GetUtcNow());

    private bool TryTurn(Backend backend, string action)
    {
        if (action is not ("open" or "close" or "reset"))
            return false;
        gateway.Engine.Targets.Of(backend).IsHeldOpen = action == "open";
        if (action == "reset")
            gateway.Engine.Targets.Of(backend).Reset();
        foreach (var (_, target) in gateway.Engine.Targets.TargetsOf(backend))
        {
            if (action == "close")
                target.Breaker.Close();
            else if (action == "reset")
                target.Breaker.Reset();
        }
        return true;
    }
}
