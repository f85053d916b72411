using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>The refusal of a translation that would lose something while the policy forbids it.</summary>
internal static class LossFault
{
    public static Fault Of(Attempt attempt)
    {
        var fields = new List<string>();
        foreach (var entry in attempt.Log.Entries)
        {
            if (entry.Category is ConversionCategory.Dropped or ConversionCategory.Clamped && !fields.Contains(entry.Field))
                fields.Add(entry.Field);
        }
        var list = string.Join(", ", fields);
        return new Fault(FaultKind.Unsupported, $"{attempt.Target} cannot express {list}, and the conversion policy is reject.")
        {
            Code = "unsupported_feature",
            Param = fields[0],
            Backend = attempt.Target.Backend.Id,
        };
    }
}
