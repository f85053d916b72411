namespace Parley.Clients.Tests.Asking;

/// <summary>What a client told in one round, taken from its own typed objects.</summary>
public sealed record Told
{
    /// <summary>All text.</summary>
    public string Text { get; set; } = "";

    /// <summary>How many events brought text; whole replies count as they are read.</summary>
    public int TextPieces { get; set; }

    /// <summary>All thoughts that the client shows.</summary>
    public string Reasoning { get; set; } = "";

    /// <summary>The tool calls.</summary>
    public List<ToldCall> Calls { get; init; } = [];

    /// <summary>The finish reason in the dialect's own word; null when none came.</summary>
    public string? Finish { get; set; }

    /// <summary>The stop sequence that was hit, where the dialect tells it.</summary>
    public string? StoppedAt { get; set; }

    /// <summary>The usage; null when none came.</summary>
    public ToldUsage? Usage { get; set; }

    /// <summary>How many events brought nothing but usage (OpenAI), or usage at the end (others).</summary>
    public int UsageEvents { get; set; }

    /// <summary>True when the client went away as it was asked to.</summary>
    public bool Left { get; set; }

    /// <summary>The error that the client raised; null for none.</summary>
    public ToldError? Error { get; set; }
}

/// <summary>A tool call.</summary>
/// <param name="Id">Its id; null where the client shows none.</param>
/// <param name="Name">The tool.</param>
public sealed record ToldCall(string? Id, string Name)
{
    /// <summary>The arguments as JSON.</summary>
    public string Arguments { get; set; } = "";

    /// <summary>The pieces in which a stream brought them, without empty ones.</summary>
    public List<string> Pieces { get; init; } = [];
}

/// <summary>Usage as a client shows it, put into OpenAI's meaning: totals that include their details.</summary>
/// <param name="Input">The whole prompt.</param>
/// <param name="Cached">What of it came from a cache.</param>
/// <param name="Output">The whole answer.</param>
/// <param name="Reasoning">What of it was thought.</param>
public sealed record ToldUsage(long Input, long Cached, long Output, long Reasoning);

/// <summary>An error that a client raised.</summary>
/// <param name="Type">Its class.</param>
/// <param name="Status">The status that it shows; null for none.</param>
/// <param name="Code">The dialect's own word for it, where the client shows it.</param>
/// <param name="Message">Its message.</param>
/// <param name="RetryAfter">The header <c>retry-after</c>, where the client shows headers.</param>
/// <param name="RequestId">The request id, where the client shows it.</param>
public sealed record ToldError(string Type, int? Status, string Code, string Message, string? RetryAfter, string? RequestId);
