using Parley.Dialects.Conversation;

namespace Parley.Configuration;

/// <summary>An exception that says which fault it stands for.</summary>
internal interface IFaultBearer
{
    /// <summary>What went wrong.</summary>
    Fault Fault { get; }
}
