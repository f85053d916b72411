using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.AspNetCore.Http;
using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Serving.Bodies;
using Parley.Serving.Callers;

namespace Parley.AspNetCore.Endpoints;

/// <summary>The efficiency mode: what holds and why, what the sensors show, and another mode by hand.</summary>
internal sealed class EfficiencyEndpoints(Gateway gateway, BufferBudget budget)
{
    private const int LargestBody = 4096;

    /// <summary>The word that ends what was set by hand.</summary>
    private const string Configured = "configured";

    public static void Map(IEndpointRouteBuilder endpoints, Gateway gateway, BufferBudget budget)
    {
        var efficiency = new EfficiencyEndpoints(gateway, budget);
        endpoints.MapGet("/admin/efficiency", efficiency.ShowAsync);
        endpoints.MapPost("/admin/efficiency", efficiency.SetAsync);
    }

    private Task ShowAsync(HttpContext context) => GuardedEndpoint.AnswerAsync(context, gateway, DialectNames.OpenAIChat, Show, Access.Admin);

    private async Task SetAsync(HttpContext context)
    {
        var (body, fault) = await RequestBody.ReadAsync(new HttpCall(context, gateway), new BodyLimits(LargestBody, gateway.Snapshot.Server.MaxBufferedBytes), budget).ConfigureAwait(false);
        using (body)
        {
            var mode = fault is null ? BodyWord.Read(body!.Bytes, "mode", out fault) : "";
            await GuardedEndpoint.AnswerAsync(context, gateway, DialectNames.OpenAIChat, writer => fault ?? Set(mode) ?? Show(writer), access: Access.Admin).ConfigureAwait(false);
        }
    }

    private Fault? Show(Utf8JsonWriter writer)
    {
        new EfficiencyPage(writer).Write(gateway);
        return null;
    }

    private Fault? Set(string word)
    {
        if (word == Configured)
        {
            gateway.Engine.Efficiency.Mode = null;
            return null;
        }
        foreach (var mode in Enum.GetValues<EfficiencyMode>())
        {
            if (EfficiencyPage.Word(mode) != word)
                continue;
            gateway.Engine.Efficiency.Mode = mode;
            return null;
        }
        return new Fault(FaultKind.InvalidRequest, $"mode must be {string.Join(", ", Enum.GetValues<EfficiencyMode>().Select(EfficiencyPage.Word))} or {Configured}.") { Param = "mode" };
    }
}
