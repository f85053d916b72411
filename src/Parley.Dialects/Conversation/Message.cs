namespace Parley.Dialects.Conversation;

/// <summary>One message.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Parts">What is said, in order.</param>
public sealed record Message(Role Role, IReadOnlyList<Part> Parts)
{
    /// <summary>What the user says.</summary>
    public static Message User(string text) => new(Role.User, [new TextPart(text) { IsBare = true }]);

    /// <summary>What the operator demands.</summary>
    public static Message System(string text) => new(Role.System, [new TextPart(text) { IsBare = true }]);

    /// <summary>What the model said.</summary>
    public static Message Assistant(string text) => new(Role.Assistant, [new TextPart(text) { IsBare = true }]);

    /// <summary>Its text, whatever stands between its pieces; empty where it has none.</summary>
    public string Text => string.Concat(Parts.OfType<TextPart>().Select(static part => part.Text.ToString()));

    /// <summary>A name that tells speakers of one role apart.</summary>
    public string? Name { get; init; }

    /// <summary>True when the wire had this message and the one before it as one: Anthropic's user message that holds tool results and text.</summary>
    public bool Continues { get; init; }

    /// <summary>Unknown members of the message.</summary>
    public Extras? Extras { get; init; }
}

/// <summary>Who speaks.</summary>
public enum Role
{
    /// <summary>The operator's instructions.</summary>
    System,

    /// <summary>The developer's instructions (OpenAI's newer name for system).</summary>
    Developer,

    /// <summary>The person.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>Tools: the message holds <see cref="ToolResultPart"/>s.</summary>
    Tool,
}
