using Parley.Dialects.Conversation;

namespace Parley.Configuration;

/// <summary>Thrown by an <see cref="InProcessBackend"/> that knows what went wrong: the caller is told this fault, in the caller's dialect, unless another target answers.</summary>
/// <param name="fault">What went wrong. Its message is shown to the caller.</param>
public sealed class BackendFaultException(Fault fault) : Exception(fault.Message, fault.Thrown), IFaultBearer
{
    /// <summary>Says what went wrong.</summary>
    /// <param name="kind">Its kind: whether others are tried, and the status.</param>
    /// <param name="message">For the caller; no secret.</param>
    public BackendFaultException(FaultKind kind, string message)
        : this(new Fault(kind, message))
    {
    }

    /// <summary>What went wrong.</summary>
    public Fault Fault { get; } = fault;
}
