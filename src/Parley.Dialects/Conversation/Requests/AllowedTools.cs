namespace Parley.Dialects.Conversation;

/// <summary>
/// A choice of several tools (<c>allowed_tools</c>) where the target cannot say it: no other tool is offered. The list of tools then changes with the choice, and with it what a prompt cache can have seen;
/// that a tool is called which the caller forbade would be worse.
/// </summary>
internal static class AllowedTools
{
    /// <summary>The request with a choice that the target can say.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="mostNamed">How many tools the target can be told to choose from.</param>
    /// <param name="log">Takes what changed.</param>
    public static ChatRequest Narrow(ChatRequest request, int mostNamed, ConversionLog log)
    {
        if (request.ToolChoice is not { Names.Count: > 0 } choice || choice.Mode == ToolChoiceMode.None)
            return request;
        var offered = Count(request.Tools, choice.Names);
        if (choice.Mode == ToolChoiceMode.Named && choice.Names.Count <= mostNamed && offered > 0)
            return request;
        var mode = choice.Mode == ToolChoiceMode.Auto ? ToolChoiceMode.Auto : ToolChoiceMode.Required;
        var names = string.Join(", ", choice.Names);
        if (offered == 0)
            log.Dropped("tool_choice", names);
        else if (offered < request.Tools.Count)
            log.Emulated("tool_choice", names, "no other tool is offered");
        else
            log.Moved("tool_choice", "tools");
        return request with { ToolChoice = offered == 0 ? new ToolChoice(mode) : new ToolChoice(mode, choice.Names) };
    }

    /// <summary>Whether a tool is offered after <see cref="Narrow"/>.</summary>
    public static bool Offers(ToolChoice? choice, ToolSpec tool) =>
        choice is not { Mode: ToolChoiceMode.Auto or ToolChoiceMode.Required, Native.IsAbsent: true, Names.Count: > 0 } || Contains(choice.Names, tool.Name);

    /// <summary>Whether the choice leaves it open that a tool is used. What forbids all that is not named forbids a search that has no name, too.</summary>
    public static bool CanUse(ToolChoice? choice, string name) =>
        choice is null || (choice.Mode != ToolChoiceMode.None && (choice.Names.Count == 0 || Contains(choice.Names, name)));

    /// <summary>Whether the choice leaves it open that a tool, or one of those for which it stands, is used.</summary>
    public static bool CanUse(ToolChoice? choice, ToolSpec tool)
    {
        if (CanUse(choice, tool.Name))
            return true;
        foreach (var function in tool.AsFunctions)
        {
            if (CanUse(choice, function.Name))
                return true;
        }
        return false;
    }

    /// <summary>Records a search that is not offered because the choice forbids it.</summary>
    public static void RecordSearch(ToolChoice? choice, ConversionLog log)
    {
        // What else the choice leaves out, Narrow has recorded.
        if (choice is not { Mode: ToolChoiceMode.Auto or ToolChoiceMode.Required, Native.IsAbsent: true, Names.Count: > 0 })
            log.Emulated("tool_choice", choice?.Mode == ToolChoiceMode.None ? "none" : string.Join(", ", choice?.Names ?? []), "the search is not offered");
    }

    private static int Count(IReadOnlyList<ToolSpec> tools, IReadOnlyList<string> names)
    {
        var count = 0;
        foreach (var tool in tools)
            count += Contains(names, tool.Name) ? 1 : 0;
        return count;
    }

    private static bool Contains(IReadOnlyList<string> names, string name)
    {
        foreach (var one in names)
        {
            if (one == name)
                return true;
        }
        return false;
    }
}
