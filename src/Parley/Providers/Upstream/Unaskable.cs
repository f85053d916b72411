using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>What a target cannot be asked at all, so that leaving it out would ask something else: tools that only another provider can run, and references to what only another provider has.</summary>
internal static class Unaskable
{
    /// <summary>The refusal; null when the target can be asked.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="dialect">The dialect of the target; empty for one that has none.</param>
    /// <param name="attempt">The attempt.</param>
    public static Fault? Of(ChatRequest request, string dialect, Attempt attempt)
    {
        if (request.Dialect == dialect)
            return null;
        if (!attempt.Request.DropsHostedTools)
        {
            foreach (var tool in request.Tools)
            {
                if (!tool.CanBeOfferedIn(dialect))
                    return Refusal(attempt, tool.Native, $"has no tool {tool.Name}: its provider cannot run it");
            }
        }
        foreach (var message in request.Messages)
        {
            foreach (var part in message.Parts)
            {
                if (part is OpaquePart { IsReference: true } reference && reference.Dialect != dialect)
                    return Refusal(attempt, reference.Json, "does not have the item that is referred to");
            }
        }
        return null;
    }

    private static Fault Refusal(Attempt attempt, RawJson at, string reason)
    {
        var body = attempt.Request.Wire.Body;
        var place = JsonPlace.Of(body.Span, JsonMembers.RangeOf(body, at).Start.Value);
        return new Fault(FaultKind.Unsupported, $"{attempt.Target} {reason} ({place}).")
        {
            Code = "unsupported_feature",
            Param = place,
            Backend = attempt.Target.Backend.Id,
        };
    }
}
