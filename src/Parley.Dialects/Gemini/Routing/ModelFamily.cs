namespace Parley.Dialects.Gemini;

/// <summary>What the name of a model says about its abilities. Names without a number (<c>gemini-flash-latest</c>) count as unknown, and get what every generation takes.</summary>
internal readonly record struct ModelFamily(int Major, int Minor, string Name)
{
    public static ModelFamily Of(string model)
    {
        var name = model[(model.LastIndexOf('/') + 1)..];
        var digits = name.StartsWith("gemini-", StringComparison.OrdinalIgnoreCase) ? name.AsSpan("gemini-".Length) : default;
        var length = 0;
        while (length < digits.Length && (char.IsAsciiDigit(digits[length]) || digits[length] == '.'))
            length++;
        var dot = digits[..length].IndexOf('.');
        _ = int.TryParse(dot < 0 ? digits[..length] : digits[..dot], out var major);
        var minor = 0;
        if (dot >= 0)
            _ = int.TryParse(digits[(dot + 1)..length], out minor);
        return new ModelFamily(major, minor, name);
    }

    /// <summary>Gemini 3 and later: thinking by level, ids on calls and results, signatures demanded, JSON mode beside tools.</summary>
    public bool IsThird => Major >= 3;

    /// <summary>Gemini 1 and 2.0 do not think and reject <c>thinkingConfig</c>.</summary>
    public bool CannotThink => Major == 1 || (Major == 2 && Minor < 5);

    public bool IsPro => Name.Contains("-pro", StringComparison.OrdinalIgnoreCase);
}
