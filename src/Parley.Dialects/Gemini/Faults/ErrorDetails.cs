using System.Globalization;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>What the details of an error say (google.rpc.ErrorInfo, RetryInfo, QuotaFailure, BadRequest).</summary>
/// <param name="Reason">The machine-readable reason: <c>API_KEY_INVALID</c>.</param>
/// <param name="RetryDelay">When a retry may help.</param>
/// <param name="IsDaily">True when a quota of a day is used up.</param>
/// <param name="Field">The member at fault.</param>
internal readonly record struct ErrorDetails(string? Reason, TimeSpan? RetryDelay, bool IsDaily, string? Field)
{
    public static ErrorDetails Of(RawJson details)
    {
        var read = default(ErrorDetails);
        foreach (var element in SchemaNode.Elements(details))
        {
            var detail = SchemaNode.Of(element);
            var type = detail.Text("@type") ?? "";
            read = type[(type.LastIndexOf('.') + 1)..] switch
            {
                "ErrorInfo" => read with { Reason = detail.Text("reason") },
                "RetryInfo" => read with { RetryDelay = Delay(detail.Text("retryDelay")) },
                "QuotaFailure" => read with { IsDaily = element.ToString().Contains("PerDay", StringComparison.Ordinal) },
                "BadRequest" => read with { Field = FieldOf(detail) },
                _ => read,
            };
        }
        return read;
    }

    private static string? FieldOf(SchemaNode detail) => detail.Elements("fieldViolations") is [var first, ..] ? SchemaNode.Of(first).Text("field") : null;

    /// <summary>A protobuf duration: <c>34.4s</c>.</summary>
    private static TimeSpan? Delay(string? text) =>
        text is { Length: > 1 } && text[^1] == 's' && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e7
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
