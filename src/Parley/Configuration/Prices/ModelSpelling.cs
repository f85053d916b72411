namespace Parley.Configuration;

/// <summary>The names under which the price of a model may stand, the most exact first.</summary>
internal static class ModelSpelling
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
        name = WithoutDate(name);
        return name.Length == model.Length ? null : name;
    }

    /// <summary><c>gpt-4o-2024-08-06</c>, <c>claude-3-opus-20240229</c>, <c>claude-3-opus@20240229</c> without their ends.</summary>
    private static string WithoutDate(string name)
    {
        foreach (var form in (ReadOnlySpan<string>)["-20##-##-##", "-20######", "@20######"])
        {
            if (name.Length > form.Length && Fits(name.AsSpan(name.Length - form.Length), form))
                return name[..^form.Length];
        }
        return name;
    }

    private static bool Fits(ReadOnlySpan<char> end, string form)
    {
        for (var i = 0; i < form.Length; i++)
        {
            if (form[i] == '#' ? !char.IsAsciiDigit(end[i]) : end[i] != form[i])
                return false;
        }
        return true;
    }
}
