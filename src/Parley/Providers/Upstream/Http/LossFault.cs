using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>The refusal of a translation that would lose something while the policy forbids it.</summary>
internal static class LossFault
{
    /// <summary>The refusal; null where nothing is lost, or it may be. What steps of the gateway have changed no target is to blame for.</summary>
    public static Fault? Of(Attempt attempt)
    {
        if (!attempt.Request.RejectLoss)
            return null;
        var fields = new List<string>();
        foreach (var entry in attempt.Log.Entries)
        {
            if (entry.IsLoss && !attempt.Request.IsChange(entry) && !fields.Contains(entry.Field))
                fields.Add(entry.Field);
        }
        if (fields.Count == 0)
            return null;
        var list = string.Join(", ", fields);
        return new Fault(FaultKind.Unsupported, $"{attempt.Target} cannot express {list}, and the conversion policy is reject.")
        {
            Code = "unsupported_feature",
            Param = fields[0],
            Backend = attempt.Target.Backend.Id,
        };
    }
}
