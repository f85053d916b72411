using Parley.Dialects.Conversation;

namespace Parley.Pipeline;

/// <summary>What a step makes of a request or a reply: another, or a fault in its place.</summary>
/// <param name="Content">What goes on; null where a fault does.</param>
/// <param name="Fault">What the caller is told; null without one.</param>
public readonly record struct Rewritten<T>(T? Content, Fault? Fault = null)
    where T : class
{
    /// <summary>It goes on as it is now.</summary>
    public static implicit operator Rewritten<T>(T content) => new(content);

    /// <summary>It goes no further.</summary>
    public static implicit operator Rewritten<T>(Fault fault) => new(null, fault);
}
