using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>A request says something: by its <c>input</c>, or by a member that stands for it.</summary>
internal static class InputNeed
{
    private static readonly string[] Substitutes = ["prompt", "previous_response_id", "conversation"];

    /// <summary>Whether a member of the name stands for the input.</summary>
    public static bool IsSubstitute(ReadOnlySpan<byte> name)
    {
        foreach (var substitute in Substitutes)
        {
            if (name.Length == substitute.Length && System.Text.Ascii.Equals(name, substitute))
                return true;
        }
        return false;
    }

    /// <summary>The refusal of a request that says nothing.</summary>
    public static WireFormatException Unmet() => new("input", "input is missing or empty: say it, or prompt, previous_response_id or conversation.");
}
