using System.Globalization;
using System.Text.Json.Nodes;

namespace Parley.Docs.Tests.Fidelity;

/// <summary>JSON that is laid over other JSON: objects member by member (null removes), arrays element by element where the overlay is an object of indices, all else whole.</summary>
internal static class Overlay
{
    /// <summary>Both together.</summary>
    public static JsonNode? Lay(JsonNode? under, JsonNode? over) => (under, over) switch
    {
        (_, null) => under?.DeepClone(),
        (JsonObject below, JsonObject above) => LayMembers(below, above),
        (JsonArray below, JsonObject above) => LayElements(below, above),
        _ => over.DeepClone(),
    };

    private static JsonObject LayMembers(JsonObject under, JsonObject over)
    {
        var both = under.DeepClone().AsObject();
        foreach (var (name, value) in over)
        {
            if (value is null)
                both.Remove(name);
            else
                both[name] = Lay(both[name], value);
        }
        return both;
    }

    private static JsonArray LayElements(JsonArray under, JsonObject over)
    {
        var both = under.DeepClone().AsArray();
        foreach (var (index, value) in over)
        {
            var at = int.Parse(index, CultureInfo.InvariantCulture);
            if (at == both.Count)
                both.Add(value?.DeepClone());
            else
                both[at] = Lay(both[at], value);
        }
        return both;
    }
}
