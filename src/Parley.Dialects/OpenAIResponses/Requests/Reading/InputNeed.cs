using System.Globalization;
using System.Text.Json;
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

    /// <summary>Demands that every item of a list is an object. The JSON is known to be valid.</summary>
    /// <exception cref="WireFormatException">One is not.</exception>
    public static void DemandObjects(RawJson input)
    {
        if (input.Kind != JsonValueKind.Array)
            return;
        var json = input.Utf8.Span;
        var skip = new JsonSkip(json);
        var at = skip.WhiteSpace(1);
        for (var i = 0; json[at] != ']'; i++)
        {
            if (json[at] != '{')
                throw NoObject(i);
            at = skip.WhiteSpace(skip.Value(at, JsonWire.MaxDepth));
            if (json[at] == ',')
                at = skip.WhiteSpace(at + 1);
        }
    }

    /// <summary>The refusal of a request that says nothing.</summary>
    public static WireFormatException Unmet() => new("input", "input is missing or empty: say it, or prompt, previous_response_id or conversation.");

    private static WireFormatException NoObject(int index)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"input[{index}]");
        return new WireFormatException(place, $"{place} must be an object.");
    }
}
