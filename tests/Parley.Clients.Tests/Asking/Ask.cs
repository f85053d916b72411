using System.Text.Json;

namespace Parley.Clients.Tests.Asking;

/// <summary>What a test wants asked, in no client's types; each driver says it in its client's own.</summary>
public sealed record Ask
{
    /// <summary>The model, with the backend before it.</summary>
    public string Model { get; init; } = "";

    /// <summary>The model of the rounds after the first; null to stay with the same.</summary>
    public string? NextModel { get; init; }

    /// <summary>Whether to force translation between equal dialects.</summary>
    public bool SlowLane { get; init; }

    /// <summary>Whether to use the ollama client's older operation with one prompt.</summary>
    public bool Generate { get; init; }

    /// <summary>Whether to stream.</summary>
    public bool Stream { get; init; }

    /// <summary>The system prompt; null for none.</summary>
    public string? System { get; init; }

    /// <summary>The turns.</summary>
    public IReadOnlyList<Said> Turns { get; init; } = [new Said("user", "Say hello.")];

    /// <summary>The tools.</summary>
    public IReadOnlyList<AskedTool> Tools { get; init; } = [];

    /// <summary><c>auto</c>, <c>none</c>, <c>required</c>, or <c>named:</c> and the tool; null to say nothing.</summary>
    public string? ToolChoice { get; init; }

    /// <summary>What each tool says. With results, the driver appends the client's own reply and the results and asks again.</summary>
    public IReadOnlyDictionary<string, string>? Results { get; init; }

    /// <summary>Whether results are given in the opposite order of the calls.</summary>
    public bool ResultsReversed { get; init; }

    /// <summary>The schema that the answer is to follow.</summary>
    public JsonElement? Form { get; init; }

    /// <summary>The stop sequences.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>The token limit.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The temperature.</summary>
    public double? Temperature { get; init; }

    /// <summary>Whether the first model is to think, and to show it.</summary>
    public bool Think { get; init; }

    /// <summary>Whether to ask for usage where a client must ask for it in streams.</summary>
    public bool Usage { get; init; }

    /// <summary>Whether the client goes away once it has seen text.</summary>
    public bool LeaveAfterText { get; init; }
}

/// <summary>A turn.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c>, or <c>system</c> where a dialect has it between turns.</param>
/// <param name="Text">What is said.</param>
public sealed record Said(string Role, string Text)
{
    /// <summary>The type of an image beside the text.</summary>
    public string? ImageType { get; init; }

    /// <summary>The image in base64.</summary>
    public string? ImageData { get; init; }

    /// <summary>The image's address.</summary>
    public string? ImageUrl { get; init; }
}

/// <summary>A tool.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Schema">The schema of its arguments; null when it takes none.</param>
public sealed record AskedTool(string Name, string Description, JsonElement? Schema);
