using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Content;

namespace Parley.Extensions.AI.Chat;

/// <summary>Tools of the abstractions as tools of a request.</summary>
internal static class ToolSpecs
{
    /// <summary>The additional property of a tool, and of the options for the form of the answer, that demands what the schema says to the letter.</summary>
    public const string Strict = "strict";

    /// <summary>The tools of a request and of its options; of one name those of the request.</summary>
    public static IReadOnlyList<ToolSpec> Of(IReadOnlyList<ToolSpec> said, IList<AITool>? tools, ConversionLog log)
    {
        if (tools is not { Count: > 0 })
            return said;
        var specs = new List<ToolSpec>(said.Count + tools.Count);
        specs.AddRange(said);
        for (var i = 0; i < tools.Count; i++)
        {
            var tool = tools[i] ?? throw Given.Missing($"options.Tools[{i}]");
            if (tool is AIFunctionDeclaration function)
                specs.Add(WithProperties(Of(function), tool, log, i));
            else if (HostedTools.Of(tool, log, $"options.Tools[{i}]") is { } hosted)
                specs.Add(hosted);
            else
                log.DroppedContent($"options.Tools[{i}]", tool.Name);
        }
        return specs;
    }

    /// <summary>The tool that a function is.</summary>
    public static ToolSpec Of(AIFunctionDeclaration function) => new(function.Name)
    {
        Description = function.Description,
        Schema = JsonValues.Compact(function.JsonSchema),
    };

    /// <summary>What is said of strictness; null for nothing.</summary>
    public static bool? StrictIn(IReadOnlyDictionary<string, object?>? properties) =>
        properties is not null && properties.TryGetValue(Strict, out var value) ? MoreMembers.FlagOf(value) : null;

    private static ToolSpec WithProperties(ToolSpec spec, AITool tool, ConversionLog log, int number)
    {
        if (tool.AdditionalProperties.Count == 0)
            return spec;
        foreach (var (name, value) in tool.AdditionalProperties)
        {
            if (name != Strict)
                log.Dropped($"options.Tools[{number}].AdditionalProperties[{name}]", value?.ToString());
        }
        return spec with { Strict = StrictIn(tool.AdditionalProperties) };
    }
}
