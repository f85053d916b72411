using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>A tool that the model may ask for.</summary>
/// <param name="Name">The tool's name.</param>
public sealed record ToolSpec(string Name)
{
    /// <summary>What it is for.</summary>
    public JsonText Description { get; init; }

    /// <summary>The JSON Schema of the arguments; absent when it takes none.</summary>
    public RawJson Schema { get; init; }

    /// <summary>Whether arguments must follow the schema to the letter; null when not said.</summary>
    public bool? Strict { get; init; }

    /// <summary>A prompt-cache breakpoint behind this tool.</summary>
    public CacheHint? Cache { get; init; }

    /// <summary>
    /// For tools that the provider itself runs and for kinds that only one dialect has (web search, code execution, custom grammars): the whole declaration; absent for functions.
    /// Such a tool passes whole within <see cref="Dialect"/> and is dropped, with a record, elsewhere.
    /// </summary>
    public RawJson Native { get; init; }

    /// <summary>The dialect of <see cref="Native"/>; empty for functions.</summary>
    public string Dialect { get; init; } = "";

    /// <summary>Unknown members of the tool.</summary>
    public Extras? Extras { get; init; }
}

/// <summary>Whether and which tools to use.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="Names">The tools meant by <see cref="ToolChoiceMode.Named"/> (one, except where a dialect can name several).</param>
public sealed record ToolChoice(ToolChoiceMode Mode, params IReadOnlyList<string> Names)
{
    /// <summary>The whole member where only its own dialect can say it (OpenAI <c>allowed_tools</c>); absent otherwise.</summary>
    public RawJson Native { get; init; }

    /// <summary>The dialect of <see cref="Native"/>.</summary>
    public string Dialect { get; init; } = "";
}

/// <summary>Whether to use tools.</summary>
public enum ToolChoiceMode
{
    /// <summary>The model decides.</summary>
    Auto,

    /// <summary>No tool.</summary>
    None,

    /// <summary>At least one tool.</summary>
    Required,

    /// <summary>The named tool.</summary>
    Named,
}
