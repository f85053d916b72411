using System.Runtime.InteropServices;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>What a target cannot be asked at all, so that leaving it out would ask something else: tools that only another provider can run, references to what only another provider has, items that nobody knows, and a choice among tools that are not there.</summary>
internal static class Unaskable
{
    /// <summary>The refusal; null when the target can be asked.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="dialect">The dialect of the target; empty for one that has none.</param>
    /// <param name="attempt">The attempt.</param>
    public static Fault? Of(ChatRequest request, string dialect, Attempt attempt)
    {
        if (request.Dialect == dialect)
            return null;
        // Another gateway is told all that was declared, and finds out who can run it.
        if (!attempt.Request.DropsHostedTools && dialect != DialectNames.Parley)
        {
            var profile = attempt.Target.Backend.Profile;
            for (var i = 0; i < request.Tools.Count; i++)
            {
                var tool = request.Tools[i];
                if (!tool.CanBeOfferedIn(dialect))
                    return Refusal(attempt, PlaceOf(attempt, tool.Native) ?? $"tools[{i}]", HostedSearch.IsHeldBack(tool, dialect, profile) ? HeldBack(tool.Name) : $"has no tool {tool.Name}: its provider cannot run it");
            }
            if (HostedSearch.MemberOf(request, dialect) is { } member)
                return Refusal(attempt, member, HostedSearch.IsHeldBack(member, request, dialect, profile) ? HeldBack(member) : $"has no {member}: its provider cannot run that tool");
        }
        if (Unoffered(request) is { } name)
            return new Fault(FaultKind.InvalidRequest, $"The tool choice names {name}, and there is no such tool.") { Param = "tool_choice" };
        for (var i = 0; i < request.Messages.Count; i++)
        {
            if (Of(request.Messages[i], dialect, attempt) is { } refusal)
                return refusal;
        }
        return null;
    }

    private static Fault? Of(Message message, string dialect, Attempt attempt)
    {
        for (var i = 0; i < message.Parts.Count; i++)
        {
            if (message.Parts[i] is not OpaquePart opaque || opaque.Dialect == dialect)
                continue;
            if (opaque.IsReference)
                return Refusal(attempt, PlaceOf(attempt, opaque.Json) ?? "input", "does not have the item that is referred to");
            if (opaque.IsUnknown)
                return Refusal(attempt, (PlaceOf(attempt, opaque.Json) ?? "input") + ".type", $"cannot be asked with an item of the type {opaque.Type}, which nobody knows");
        }
        return null;
    }

    /// <summary>The request without the tools that only a provider can run, where they are dropped; each is recorded.</summary>
    public static ChatRequest WithoutHosted(ChatRequest request, string dialect, ConversionLog log)
    {
        var kept = new List<ToolSpec>(request.Tools.Count);
        for (var i = 0; i < request.Tools.Count; i++)
        {
            if (request.Tools[i].CanBeOfferedIn(dialect))
                kept.Add(request.Tools[i]);
            else
                log.DroppedContent($"tools[{i}]", request.Tools[i].Name);
        }
        return kept.Count == request.Tools.Count ? request : WithPossibleChoice(request, dialect, log) with { Tools = kept };
    }

    /// <summary>The request without a choice that names a tool which is left out; recorded.</summary>
    public static ChatRequest WithPossibleChoice(ChatRequest request, string dialect, ConversionLog log)
    {
        if (request.Dialect == dialect || request.ToolChoice is not { Mode: ToolChoiceMode.Named, Names: [var name] })
            return request;
        foreach (var tool in request.Tools)
        {
            if (tool.Name == name && !tool.CanBeOfferedIn(dialect))
            {
                log.Dropped("tool_choice", name);
                return request with { ToolChoice = null };
            }
        }
        return request;
    }

    /// <summary>The name in the tool choice that no tool has; null when all are offered. Which tools a provider's own declaration brings with it, nobody here knows.</summary>
    private static string? Unoffered(ChatRequest request)
    {
        if (request.ToolChoice is not { Mode: not ToolChoiceMode.None, Names.Count: > 0 } choice)
            return null;
        var offered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tool in request.Tools)
        {
            if (!tool.Native.IsAbsent && tool.AsFunctions.Count == 0)
                return null;
            offered.Add(tool.Name);
            foreach (var function in tool.AsFunctions)
                offered.Add(function.Name);
        }
        foreach (var name in choice.Names)
        {
            if (!offered.Contains(name))
                return name;
        }
        return null;
    }

    /// <summary>Where in the body a value stands; null for one that was made anew.</summary>
    public static string? PlaceOf(Attempt attempt, RawJson value)
    {
        var body = attempt.Request.Wire.Body;
        return MemoryMarshal.TryGetArray(body, out var whole) && MemoryMarshal.TryGetArray(value.Utf8, out var slice) && ReferenceEquals(whole.Array, slice.Array)
            ? JsonPlace.Of(body.Span, slice.Offset - whole.Offset)
            : null;
    }

    private static string HeldBack(string name) => $"searches the web, but not beside the other tools of this request, so that it cannot be offered {name}";

    private static Fault Refusal(Attempt attempt, string place, string reason) => new(FaultKind.Unsupported, $"{attempt.Target} {reason} ({place}).")
    {
        Code = "unsupported_feature",
        Param = place,
        Backend = attempt.Target.Backend.Id,
    };
}
