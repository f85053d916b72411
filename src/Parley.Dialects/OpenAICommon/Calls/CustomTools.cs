using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAICommon;

/// <summary>OpenAI's custom tools, whose input is free text, and the functions that stand for them where nobody knows them: with the text as the one parameter, and the grammar in words.</summary>
internal static class CustomTools
{
    private static readonly RawJson Schema = RawJson.Parse("""
        {"type":"object","properties":{"input":{"type":"string","description":"The whole input of the tool as plain text."}},"required":["input"],"additionalProperties":false}
        """);

    /// <summary>The tool.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="grammar">What its input follows; null for any text.</param>
    /// <param name="native">The whole declaration.</param>
    /// <param name="dialect">The dialect of the declaration.</param>
    public static ToolSpec Spec(string name, JsonText description, ToolGrammar? grammar, RawJson native, string dialect) => new(name)
    {
        Description = description,
        IsCustom = true,
        Grammar = grammar,
        Native = native,
        Dialect = dialect,
        AsFunctions = [new ToolSpec(name) { Description = InWords(description, grammar), Schema = Schema }],
    };

    /// <summary>Whether the tool of a name is a custom one.</summary>
    public static bool IsOne(IReadOnlyList<ToolSpec> tools, string name)
    {
        foreach (var tool in tools)
        {
            if (tool.IsCustom && tool.Name == name)
                return true;
        }
        return false;
    }

    private static JsonText InWords(JsonText description, ToolGrammar? grammar)
    {
        var said = description.ToString();
        const string Where = "Put the whole input, as plain text, into the parameter \"input\".";
        var words = said.Length == 0 ? Where : $"{said}\n\n{Where}";
        return grammar is null ? words : $"{words} It must follow this grammar ({grammar.Syntax}):\n{grammar.Definition}";
    }
}
