namespace Parley.TestKit.Strict;

/// <summary>What a fake provider understood of a request, in no dialect. Read by code of its own, not by the code under test.</summary>
/// <param name="Model">The model.</param>
/// <param name="Stream">Whether a stream was asked for.</param>
public sealed record Heard(string Model, bool Stream)
{
    /// <summary>The system prompts in order.</summary>
    public List<string> System { get; } = [];

    /// <summary>The turns; consecutive tool results are one turn.</summary>
    public List<HeardTurn> Turns { get; } = [];

    /// <summary>The tools.</summary>
    public List<HeardTool> Tools { get; } = [];

    /// <summary><c>auto</c>, <c>none</c>, <c>required</c>, or <c>named:</c> and the tool; null when not said.</summary>
    public string? ToolChoice { get; set; }

    /// <summary>The schema that the answer is to follow; null for free text.</summary>
    public Given? Form { get; set; }

    /// <summary>The stop sequences.</summary>
    public List<string> Stops { get; } = [];

    /// <summary>The token limit; null when not said.</summary>
    public long? MaxTokens { get; set; }

    /// <summary>The temperature; null when not said.</summary>
    public double? Temperature { get; set; }

    /// <summary>Whether thinking was asked for.</summary>
    public bool Thinks { get; set; }

    /// <summary>Whether Ollama's older operation with one prompt was used.</summary>
    public bool Generates { get; init; }

    /// <summary>The last turn.</summary>
    public HeardTurn Last => Turns[^1];

    /// <summary>True when the last turn brings tool results.</summary>
    public bool HasResults => Last.Parts.OfType<HeardResult>().Any();
}

/// <summary>A turn.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
public sealed record HeardTurn(string Role)
{
    /// <summary>What was said, in order.</summary>
    public List<HeardPart> Parts { get; } = [];

    /// <summary>All texts together.</summary>
    public string Text => string.Concat(Parts.OfType<HeardText>().Select(static part => part.Text));
}

/// <summary>A part of a turn.</summary>
public abstract record HeardPart;

/// <summary>A text.</summary>
/// <param name="Text">The text.</param>
public sealed record HeardText(string Text) : HeardPart;

/// <summary>A thought that came back.</summary>
/// <param name="Text">The thought.</param>
/// <param name="Signature">Its signature; empty without one.</param>
public sealed record HeardThought(string Text, string Signature) : HeardPart;

/// <summary>An image.</summary>
/// <param name="MediaType">Its type; empty when it is given by address.</param>
/// <param name="Data">Base64, or the address.</param>
public sealed record HeardImage(string MediaType, string Data) : HeardPart;

/// <summary>A call that the model once made.</summary>
/// <param name="Id">Its id; empty where the dialect has none.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">The arguments as JSON.</param>
public sealed record HeardCall(string Id, string Name, string Arguments) : HeardPart;

/// <summary>A tool's result.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Text">What it said.</param>
public sealed record HeardResult(string Name, string Text) : HeardPart;

/// <summary>A declared tool.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for; empty when not said.</param>
/// <param name="Schema">The schema of its arguments; absent when it takes none.</param>
public sealed record HeardTool(string Name, string Description, Given Schema);
