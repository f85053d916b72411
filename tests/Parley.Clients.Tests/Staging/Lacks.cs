namespace Parley.Clients.Tests.Staging;

/// <summary>What a client has no way to say or to show, so that there is nothing to test.</summary>
[Flags]
public enum Lacks
{
    /// <summary>It has everything.</summary>
    Nothing = 0,

    /// <summary>It neither asks for thoughts nor shows them.</summary>
    Thoughts = 1,

    /// <summary>It takes no image by its address, or fetches it itself.</summary>
    ImageAddresses = 2,

    /// <summary>It takes no system prompt behind the first turn.</summary>
    LaterSystemPrompts = 4,

    /// <summary>It takes no stop sequences.</summary>
    StopSequences = 8,

    /// <summary>It takes no choice of tools.</summary>
    ToolChoices = 16,

    /// <summary>It cannot ask for usage in streams.</summary>
    StreamedUsage = 32,

    /// <summary>It does not list models, or not in the form of the gateway.</summary>
    Models = 64,

    /// <summary>It takes streamed calls whole, not in pieces.</summary>
    PiecesOfCalls = 128,
}
