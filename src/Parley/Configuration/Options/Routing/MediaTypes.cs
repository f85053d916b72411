using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>What a request can be about, in the words of <c>X-Media-Type</c>.</summary>
public static class MediaTypes
{
    /// <summary>The word for everything, where names are given for what requests are about.</summary>
    public const string Any = "any";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } = ["text", "code", "image", "audio", "realtime"];

    /// <summary>All of them, and the word for everything.</summary>
    internal static ImmutableArray<string> AndAny { get; } = [.. All, Any];
}
