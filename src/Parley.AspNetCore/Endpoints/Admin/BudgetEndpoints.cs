using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Ledger.Budgets;
using Parley.Management;
using Parley.Serving.Callers;

namespace Parley.AspNetCore.Endpoints;

/// <summary>What was used of all limits.</summary>
internal sealed class BudgetEndpoints(Gateway gateway)
{
    private const int MostListed = 10_000;

    public static void Map(IEndpointRouteBuilder endpoints, Gateway gateway) => endpoints.MapGet("/admin/budgets", new BudgetEndpoints(gateway).ListAsync);

    private Task ListAsync(HttpContext context) => GuardedEndpoint.AnswerAsync(context, gateway, DialectNames.OpenAIChat, writer =>
    {
        var most = MostListed;
        if (context.Request.Query["limit"] is [{ } text] && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most is 0 or > MostListed))
            return new Fault(FaultKind.InvalidRequest, $"limit is a number from 1 to {MostListed}.") { Param = "limit" };
        writer.WriteStartObject();
        writer.WriteStartArray("budgets"u8);
        foreach (var report in BudgetReports.Fullest(gateway).Take(most))
            Write(writer, report);
        writer.WriteEndArray();
        writer.WriteEndObject();
        return null;
    }, access: Access.Read);

    private static void Write(Utf8JsonWriter writer, MeterReport report)
    {
        var rule = report.Rule;
        writer.WriteStartObject();
        if (rule.Name.Length > 0)
            writer.WriteString("name"u8, rule.Name);
        writer.WriteStartObject("for"u8);
        for (var i = 0; i < rule.For.Length; i++)
            writer.WriteString(BudgetWords.ScopeOf(rule.For[i].Scope), report.Names[i]);
        writer.WriteEndObject();
        writer.WriteString("measure"u8, BudgetWords.MeasureOf(rule.Measure));
        if (rule.Currency is { } currency)
            writer.WriteString("currency"u8, currency);
        writer.WriteNumber("limit"u8, rule.Limit);
        writer.WriteBoolean("soft"u8, rule.IsSoft);
        WriteWindow(writer, rule.Window);
        writer.WriteNumber("spent"u8, report.Spent);
        writer.WriteNumber("reserved"u8, report.Reserved);
        writer.WriteNumber("remaining"u8, report.Remaining);
        writer.WriteBoolean("binding"u8, report.IsBinding);
        if (report.Unpriced > 0)
            writer.WriteNumber("unpriced"u8, report.Unpriced);
        if (report.ResetsAt is { } resets)
            writer.WriteString("resets_at"u8, resets.UtcDateTime);
        writer.WriteEndObject();
    }

    private static void WriteWindow(Utf8JsonWriter writer, BudgetWindow? window)
    {
        if (window is null)
            return;
        writer.WriteString("per"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(window.Period.ToString()));
        writer.WriteString("window"u8, window.Zone is null ? "rolling"u8 : "calendar"u8);
        if (window.Zone is { } zone)
            writer.WriteString("time_zone"u8, zone.Id);
    }
}
