using System.Text.Unicode;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>The encoding of what a backend sends. JSON readers do not look at it, and texts are translated without being decoded.</summary>
internal static class WireText
{
    /// <summary>Demands UTF-8.</summary>
    /// <exception cref="WireFormatException">It is something else.</exception>
    public static void Demand(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
            throw new WireFormatException("", "The text is not valid UTF-8.");
    }
}
