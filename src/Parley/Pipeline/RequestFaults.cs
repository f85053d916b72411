using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Pipeline;

/// <summary>Faults of the caller's request.</summary>
public static class RequestFaults
{
    /// <summary>The fault of a request that cannot be read.</summary>
    public static Fault Malformed(WireFormatException unreadable)
    {
        var message = unreadable.Place.Length == 0 || unreadable.Message.Contains(unreadable.Place, StringComparison.Ordinal)
            ? unreadable.Message
            : $"{unreadable.Message} ({unreadable.Place})";
        return new Fault(FaultKind.InvalidRequest, message) { Param = unreadable.Place.Length == 0 ? null : unreadable.Place };
    }

    /// <summary>The fault of a list that must hold a message and holds none.</summary>
    /// <param name="member">The list.</param>
    public static Fault Empty(string member) => Malformed(new WireFormatException(member, $"{member} must hold at least one message."));

    /// <summary>What the caller is told of a defect of the gateway: where the operator finds it.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="thrown">What was thrown.</param>
    internal static Fault Defect(string exchange, Exception thrown) => new(FaultKind.Internal, $"The gateway failed; its log knows the request as {exchange}.") { Code = "internal_error", Thrown = thrown };
}
