using System.Text.RegularExpressions;

namespace Parley.Configuration;

/// <summary>The names under which the price of a model may stand, the most exact first.</summary>
internal static partial class ModelSpelling
{
    private const string FineTuned = "ft:";

    /// <summary>The name itself; without the date of a snapshot; for models that were tuned, the model that they were made of; and all that without what stands before the last slash.</summary>
    public static IEnumerable<string> Of(string model)
    {
        yield return model;
        if (Plain(model) is { } plain)
            yield return plain;
        if (model.LastIndexOf('/') is var slash and >= 0 && slash < model.Length - 1)
        {
            var behind = model[(slash + 1)..];
            yield return behind;
            if (Plain(behind) is { } undated)
                yield return undated;
        }
    }

    /// <summary>The name without account, suffix and date; null where it has none of them.</summary>
    private static string? Plain(string model)
    {
        var name = model;
        if (name.StartsWith(FineTuned, StringComparison.Ordinal) && name.IndexOf(':', FineTuned.Length) is var end and > 0)
            name = name[..end];
        name = Date().Replace(name, "");
        return name.Length == model.Length ? null : name;
    }

    /// <summary>The end of <c>gpt-4o-2024-08-06</c>, <c>claude-3-opus-20240229</c>, <c>claude-3-opus@20240229</c>.</summary>
    [GeneratedRegex(@"[-@]20\d\d(-\d\d-\d\d|\d{4})$", RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}
