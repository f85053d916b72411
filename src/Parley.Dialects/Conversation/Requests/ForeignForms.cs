namespace Parley.Dialects.Conversation;

/// <summary>What only some dialects have, in the form that all have: tools that the caller runs become functions. Members without another form are recorded.</summary>
internal static class ForeignForms
{
    /// <summary>The request for a dialect that has neither other tools than functions nor OpenAI's labels.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="dialect">The dialect.</param>
    /// <param name="mostNamed">How many tools a choice can name there, see <see cref="AllowedTools"/>.</param>
    /// <param name="log">Takes what changed.</param>
    public static ChatRequest Resolve(ChatRequest request, string dialect, int mostNamed, ConversionLog log)
    {
        if (request.Dialect == dialect)
            return request;
        RecordLabels(request, log);
        // The names say all that the other form of a choice says.
        if (request.ToolChoice is { Mode: ToolChoiceMode.Named, Native.IsAbsent: false } choice)
            request = request with { ToolChoice = choice with { Native = default } };
        return AllowedTools.Narrow(WithToolsAsFunctions(request, dialect, keepsCustom: false, log), mostNamed, log);
    }

    /// <summary>The request for a dialect that has custom tools, but not with every model: where they are not kept, the calls of earlier turns are those of functions too.</summary>
    public static ChatRequest WithFunctions(ChatRequest request, string dialect, bool keepsCustom, ConversionLog log)
    {
        if (request.Dialect == dialect)
            return request;
        var messages = keepsCustom ? request.Messages : WithPlainCalls(request.Messages, log);
        return WithToolsAsFunctions(ReferenceEquals(messages, request.Messages) ? request : request with { Messages = messages }, dialect, keepsCustom, log);
    }

    /// <summary>Functions in the place of tools whose form the dialect lacks. A tool that stands for several is followed by the others at the end, so that the places of the rest stay.</summary>
    private static ChatRequest WithToolsAsFunctions(ChatRequest request, string dialect, bool keepsCustom, ConversionLog log)
    {
        List<ToolSpec>? tools = null;
        for (var i = 0; i < request.Tools.Count; i++)
        {
            var tool = request.Tools[i];
            if (tool.Native.IsAbsent || tool.Dialect == dialect || tool.AsFunctions.Count == 0 || keepsCustom && tool.IsCustom)
                continue;
            log.Emulated($"tools[{i}]", tool.Name, tool.AsFunctions.Count == 1 ? "a function" : $"{tool.AsFunctions.Count} functions");
            tools ??= [.. request.Tools];
            tools[i] = tool.AsFunctions[0];
            for (var other = 1; other < tool.AsFunctions.Count; other++)
                tools.Add(tool.AsFunctions[other]);
        }
        return tools is null ? request : request with { Tools = tools };
    }

    private static IReadOnlyList<Message> WithPlainCalls(IReadOnlyList<Message> messages, ConversionLog log)
    {
        List<Message>? changed = null;
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].Role != Role.Assistant || !HasCustomCall(messages[i].Parts))
                continue;
            changed ??= [.. messages];
            changed[i] = messages[i] with { Parts = WithPlainCalls(messages[i].Parts, $"messages[{i}]", log) };
        }
        return changed ?? messages;
    }

    private static List<Part> WithPlainCalls(IReadOnlyList<Part> parts, string place, ConversionLog log)
    {
        var plain = new List<Part>(parts);
        for (var i = 0; i < plain.Count; i++)
        {
            if (plain[i] is not ToolCallPart { IsCustom: true } call)
                continue;
            log.Emulated($"{place}.content[{i}].input", null, "arguments.input");
            plain[i] = call with { IsCustom = false, Arguments = ToolArguments.FromValue(CustomInput.Wrap(call.Arguments.AsText())) };
        }
        return plain;
    }

    private static bool HasCustomCall(IReadOnlyList<Part> parts)
    {
        foreach (var part in parts)
        {
            if (part is ToolCallPart { IsCustom: true })
                return true;
        }
        return false;
    }

    /// <summary>Members that OpenAI's dialects share. Not to be kept is what is so anyway.</summary>
    private static void RecordLabels(ChatRequest request, ConversionLog log)
    {
        if (request.Store == true)
            log.Dropped("store", "true");
        if (request.Verbosity is { } verbosity)
            log.Dropped("verbosity", verbosity);
        if (request.PromptCacheKey is { } key)
            log.Dropped("prompt_cache_key", key);
        if (request.PromptCacheRetention is { } retention)
            log.Dropped("prompt_cache_retention", retention);
        if (request.User is not null && request.SafetyIdentifier is { } second)
            log.Dropped("safety_identifier", second);
    }
}
