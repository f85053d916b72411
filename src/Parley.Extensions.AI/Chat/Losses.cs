using Parley.Dialects.Conversation;

namespace Parley.Extensions.AI.Chat;

/// <summary>What cannot be said in a request, where it must not be left out.</summary>
internal static class Losses
{
    /// <summary>The refusal.</summary>
    public static Fault Refusal(ConversionLog log)
    {
        var fields = new List<string>();
        foreach (var entry in log.Entries)
        {
            if (entry.Category is ConversionCategory.Dropped or ConversionCategory.Clamped && !fields.Contains(entry.Field))
                fields.Add(entry.Field);
        }
        return new Fault(FaultKind.Unsupported, $"Parley cannot express {string.Join(", ", fields)}, and losses are refused.") { Code = "unsupported_feature", Param = fields[0] };
    }
}
