using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAICommon;

/// <summary>What OpenAI demands of <c>allowed_tools</c>: a mode that it knows and at least one tool. Without them nobody knows what is allowed, and to offer all would be to allow what was forbidden.</summary>
internal static class AllowedToolsDemand
{
    /// <summary>Demands one of the two modes.</summary>
    /// <param name="mode">The mode; null when it is not said.</param>
    /// <param name="body">The body.</param>
    /// <param name="start">Where the choice begins in it.</param>
    /// <param name="member">Where the mode stands in the choice.</param>
    public static void Mode(string? mode, ReadOnlyMemory<byte> body, int start, string member)
    {
        if (mode is not ("auto" or "required"))
            throw Wrong($"{JsonPlace.Of(body.Span, start)}.{member}", "\"auto\" or \"required\"");
    }

    /// <summary>Demands a tool in the list that begins at <paramref name="start"/>.</summary>
    public static void Tools(List<string> tools, ReadOnlyMemory<byte> body, int start)
    {
        if (tools.Count == 0)
            throw Wrong(JsonPlace.Of(body.Span, start), "a list of at least one tool");
    }

    private static WireFormatException Wrong(string place, string expected) => new(place, $"{place} must be {expected}.");
}
