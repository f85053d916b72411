using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Chat;

namespace Parley.Extensions.AI.Backends;

/// <summary>Tools and the choice among them, as a chat client is told them.</summary>
internal static class ClientTools
{
    /// <summary>Puts them into the options.</summary>
    public static void Put(ChatRequest request, ChatOptions options, ConversionLog log)
    {
        var choice = request.ToolChoice;
        if (request.Tools.Count > 0)
            options.Tools = Offered(request, log);
        if (choice is null)
            return;
        options.ToolMode = choice switch
        {
            { Mode: ToolChoiceMode.None } => ChatToolMode.None,
            { Mode: ToolChoiceMode.Auto } => ChatToolMode.Auto,
            { Mode: ToolChoiceMode.Named, Names: [var name] } => ChatToolMode.RequireSpecific(name),
            _ => ChatToolMode.RequireAny,
        };
    }

    /// <summary>The tools that may be used: of a choice among several, no others.</summary>
    private static List<AITool> Offered(ChatRequest request, ConversionLog log)
    {
        var allowed = request.ToolChoice is { Names.Count: > 0 } choice && (choice.Mode != ToolChoiceMode.Named || choice.Names.Count > 1) ? choice.Names : null;
        var tools = new List<AITool>(request.Tools.Count);
        for (var i = 0; i < request.Tools.Count; i++)
        {
            var tool = request.Tools[i];
            if (allowed is not null && !allowed.Contains(tool.Name))
                continue;
            if (tool.IsCustom)
                log.Emulated($"tools[{i}]", "a custom tool", "a function with one text");
            if (tool.Grammar is not null)
                log.Dropped($"tools[{i}].grammar", tool.Grammar.Syntax);
            tool.Extras.Record(log, $"tools[{i}]");
            tools.Add(new Declaration(tool));
        }
        if (tools.Count < request.Tools.Count)
            log.Emulated("tool_choice", string.Join(", ", allowed!), "no other tool is offered");
        return tools;
    }

    private sealed class Declaration(ToolSpec tool) : AIFunctionDeclaration
    {
        private static readonly JsonElement Anything = JsonElement.Parse("""{"type":"object","properties":{}}""");
        private static readonly JsonElement OneText = JsonElement.Parse("""{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}""");

        public override string Name => tool.Name;

        public override string Description { get; } = tool.Description.ToString();

        public override JsonElement JsonSchema { get; } = tool.IsCustom ? OneText : tool.Schema.IsAbsent ? Anything : JsonElement.Parse(tool.Schema.Utf8.Span);

        public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } =
            tool.Strict is { } strict ? new Dictionary<string, object?>(StringComparer.Ordinal) { [ToolSpecs.Strict] = strict } : new Dictionary<string, object?>(StringComparer.Ordinal);
    }
}
