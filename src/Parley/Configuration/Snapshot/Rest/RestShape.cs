using System.Collections.Immutable;
using Parley.Dialects.Wire;

namespace Parley.Configuration;

/// <summary>How a server of no known dialect is asked and answers: a template of its requests, and where things stand in its answers.</summary>
/// <remarks>Places are names and numbers with dots between: <c>choices.0.text</c>; a single <c>$</c> is the whole.</remarks>
public sealed record RestShape
{
    /// <summary>The body of a shape that says none.</summary>
    internal const string NoBody = "{}";

    /// <summary>The path below the base address, with <c>{model}</c> where it is part of it.</summary>
    public string Path { get; init; } = "";

    /// <summary>The body of requests as JSON, with placeholders in its texts: <c>{model}</c>, <c>{prompt}</c>, <c>{system}</c>, <c>{messages}</c>, <c>{stream}</c> and the parameters of a chat. A member that is nothing but a placeholder without value is left out.</summary>
    public string Body { get; init; } = NoBody;

    /// <summary>Where things stand in a whole answer.</summary>
    public RestPlaces Reply { get; init; } = new();

    /// <summary>How it streams; null where it does not.</summary>
    public RestStream? Stream { get; init; }

    /// <summary>How an answer is waited for that is not there at once; null where it comes with the first reply.</summary>
    public RestPolling? Poll { get; init; }

    /// <summary>Where the message of an error stands, best first.</summary>
    public ImmutableArray<string> Error { get; init; } = [];
}

/// <summary>Where things stand in an answer, or in an event of a stream. Null is what it does not have.</summary>
public sealed record RestPlaces
{
    /// <summary>The text; a list of texts counts as one.</summary>
    public string? Text { get; init; }

    /// <summary>The thoughts.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Why it ended, in the words of OpenAI or Anthropic, or any other.</summary>
    public string? Finish { get; init; }

    /// <summary>The tokens of the prompt.</summary>
    public string? Input { get; init; }

    /// <summary>The tokens of the answer.</summary>
    public string? Output { get; init; }

    /// <summary>The answer's id.</summary>
    public string? Id { get; init; }
}

/// <summary>How a server streams.</summary>
public sealed record RestStream
{
    /// <summary>How the stream is cut.</summary>
    public StreamFraming Framing { get; init; }

    /// <summary>Where things stand in an event.</summary>
    public RestPlaces Places { get; init; } = new();

    /// <summary>The name of the events that carry text; null where all do.</summary>
    public string? Event { get; init; }

    /// <summary>The name or the whole data of the event that ends the stream; null where a finish reason or the end of the bytes does.</summary>
    public string? End { get; init; }

    /// <summary>The name of the events that are errors; null where none has a name of its own.</summary>
    public string? ErrorEvent { get; init; }

    /// <summary>Where the address of the stream stands in the first answer; null where the first answer is the stream.</summary>
    public string? Address { get; init; }
}

/// <summary>How an answer is waited for that is not there at once.</summary>
public sealed record RestPolling
{
    /// <summary>Where the answer says how far it is.</summary>
    public string Status { get; init; } = "status";

    /// <summary>Where the address to ask again stands.</summary>
    public string Address { get; init; } = "";

    /// <summary>The words for an answer that is whole.</summary>
    public ImmutableArray<string> Done { get; init; } = [];

    /// <summary>The words for one that will never be.</summary>
    public ImmutableArray<string> Failed { get; init; } = [];

    /// <summary>How long to wait before asking again.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMilliseconds(500);
}
