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

    /// <summary>True for OpenAI's custom tools, whose input is free text.</summary>
    public bool IsCustom { get; init; }

    /// <summary>The grammar that the input of a custom tool follows; null for any text.</summary>
    public ToolGrammar? Grammar { get; init; }

    /// <summary>
    /// For tools that the provider itself runs and for kinds that only some dialects have (web search, code execution, custom tools): the whole declaration; absent for functions.
    /// Such a tool passes whole within <see cref="Dialect"/>; elsewhere <see cref="AsFunctions"/> stand for it, and without any it is refused or dropped, with a record.
    /// </summary>
    public RawJson Native { get; init; }

    /// <summary>The dialect of <see cref="Native"/>; empty for functions.</summary>
    public string Dialect { get; init; } = "";

    /// <summary>The functions that stand for a tool of <see cref="Native"/> form which the caller runs itself, where that form is unknown; empty for functions, and for tools that only the provider can run.</summary>
    public IReadOnlyList<ToolSpec> AsFunctions { get; init; } = [];

    /// <summary>The search of the web that stands here for the one that another dialect declared; null for all other tools. <see cref="Native"/> is then absent, and only dialects that have a search are shown it.</summary>
    public WebSearch? Search { get; init; }

    /// <summary>Unknown members of the tool.</summary>
    public Extras? Extras { get; init; }

    /// <summary>Whether the tool can be offered in a dialect: as it was declared, or as functions.</summary>
    public bool CanBeOfferedIn(string dialect) => Native.IsAbsent || Dialect == dialect || AsFunctions.Count > 0;
}

/// <summary>The grammar of a custom tool's input.</summary>
/// <param name="Syntax">The notation: <c>lark</c> or <c>regex</c>.</param>
/// <param name="Definition">The grammar.</param>
public sealed record ToolGrammar(string Syntax, JsonText Definition);

/// <summary>Whether and which tools to use.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="Names">The tools meant by <see cref="ToolChoiceMode.Named"/> (one, except where a dialect can name several); with <see cref="ToolChoiceMode.Auto"/> the only ones that may be used (OpenAI <c>allowed_tools</c>).</param>
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
