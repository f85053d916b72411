using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Pipeline;

/// <summary>Refusals of requests that refer to what neither the gateway nor the target knows.</summary>
internal static class StateFaults
{
    /// <summary>
    /// The refusal of a reference to what this caller does not have; null while no caller needs a key. A backend would find it by its id, whoever asks: with the operator's credential all callers are one to it.
    /// </summary>
    public static Fault? OfStranger(CallerKey? caller, string member, string id) => caller is null ? null : new Fault(FaultKind.InvalidRequest, member == "input" ? $"Item with id '{id}' not found." : $"Previous response with id '{id}' not found.")
    {
        Code = member == "input" ? "item_not_found" : "previous_response_not_found",
        Param = member,
    };

    /// <summary>The refusal of a reply whose conversation is not kept as a whole any more, where nobody else has it.</summary>
    public static Fault OfBroken(string id) => new(FaultKind.InvalidRequest, $"Previous response with id '{id}' goes on from one that is not kept any more.")
    {
        Code = "previous_response_not_found",
        Param = "previous_response_id",
    };

    /// <summary>The refusal; null when the request refers to nothing unknown, or when the target speaks the caller's dialect and may know it.</summary>
    public static Fault? Of(Attempt attempt)
    {
        var request = attempt.Request;
        // Of the items of an input each reference has a place of its own, which whoever reads them names.
        if (request.Head.StateMember is not { } member || member == "input" || ReferenceEquals(attempt.Target.Backend.Answering(request.Operation), request.Operation))
            return null;
        var previous = request.Head.PreviousReply;
        return new Fault(FaultKind.Unsupported, previous is not null
            ? $"Previous response with id '{previous}' not found."
            : $"{attempt.Target} does not know what {member} refers to, and the gateway does not either.")
        {
            Code = previous is not null ? "previous_response_not_found" : "unsupported_parameter",
            Param = member,
            Backend = attempt.Target.Backend.Id,
        };
    }
}
