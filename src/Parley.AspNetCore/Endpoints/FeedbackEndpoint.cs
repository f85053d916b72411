using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.AspNetCore.Callers;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Management;
using Parley.Serving.Callers;

namespace Parley.AspNetCore.Endpoints;

/// <summary>What a caller says of an answer that it got: <c>{"request_id": "req_...", "score": 0.9}</c>, or <c>"rating": "good"</c>.</summary>
internal sealed class FeedbackEndpoint(Gateway gateway)
{
    private const int LongestBody = 16 << 10;
    private readonly Feedback _feedback = new(gateway);

    public static void Map(IEndpointRouteBuilder endpoints, Gateway gateway) => endpoints.MapPost("/v1/feedback", new FeedbackEndpoint(gateway).InvokeAsync);

    private async Task InvokeAsync(HttpContext context)
    {
        using var body = new PooledBufferWriter(256);
        var fault = Caller.Check(context.Request, gateway, gateway.Snapshot, Access.Call, out var caller);
        var learned = false;
        if (fault is null && await ReadAsync(context.Request).ConfigureAwait(false) is var (id, score, unreadable))
            fault = unreadable ?? _feedback.Give(id, score, caller, out learned);
        if (fault is null)
            Encoding.UTF8.GetBytes(learned ? """{"learned":true}""" : """{"learned":false}""", body);
        await GuardedEndpoint.WriteAsync(context, gateway, KnownDialects.Find(DialectNames.OpenAIChat)!.Chat, fault is null ? null : fault with { RequestId = gateway.Engine.Ids.Next() }, body).ConfigureAwait(false);
    }

    private static async ValueTask<(string Id, double Score, Fault? Fault)> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength is null or > LongestBody)
            return ("", 0, new Fault(FaultKind.TooLarge, $"Feedback is sent with its length, up to {LongestBody >> 10} KB."));
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted).ConfigureAwait(false);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return ("", 0, new Fault(FaultKind.InvalidRequest, "The body is not valid JSON."));
        }
    }

    private static (string Id, double Score, Fault? Fault) Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("request_id", out var id) || id.ValueKind != JsonValueKind.String)
            return ("", 0, new Fault(FaultKind.InvalidRequest, "request_id must be the id of a request, as x-parley-request-id said it.") { Param = "request_id" });
        var (hasScore, hasRating) = (root.TryGetProperty("score", out var score), root.TryGetProperty("rating", out var rating));
        if (hasScore && !(score.ValueKind == JsonValueKind.Number && score.GetDouble() is >= 0 and <= 1))
            return ("", 0, new Fault(FaultKind.InvalidRequest, "score must be a number from 0 to 1.") { Param = "score" });
        if (hasRating ? ValueOf(rating) is null : !hasScore)
            return ("", 0, new Fault(FaultKind.InvalidRequest, "Say a score from 0 to 1, or a rating: good or bad.") { Param = hasRating ? "rating" : "score" });
        // Which half of the scale is meant is clear from both; the score says it more finely.
        if (hasScore && hasRating && Math.Abs(score.GetDouble() - ValueOf(rating)!.Value) > 0.5)
            return ("", 0, new Fault(FaultKind.InvalidRequest, $"score {score.GetRawText()} and rating {rating.GetString()} contradict each other: say one of them.") { Param = "rating" });
        return (id.GetString()!, hasScore ? score.GetDouble() : ValueOf(rating)!.Value, null);
    }

    /// <summary>What a rating is worth; null for anything else.</summary>
    private static double? ValueOf(JsonElement rating) => rating.ValueKind != JsonValueKind.String ? null : rating.GetString() switch
    {
        "good" => 1,
        "bad" => 0,
        _ => null,
    };
}
