using System.Diagnostics.CodeAnalysis;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Extensions.AI.Backends;

/// <summary>What clients and generators answer with.</summary>
internal static class Answered
{
    /// <summary>What must be there.</summary>
    /// <param name="item">What the client gave.</param>
    /// <param name="what">What it is called, with its article.</param>
    /// <exception cref="BackendFaultException">It is null.</exception>
    public static T Required<T>([NotNull] T? item, string what)
        where T : class => item ?? throw new BackendFaultException(new Fault(FaultKind.MalformedReply, $"The backend answered with {what} that is null."));
}
