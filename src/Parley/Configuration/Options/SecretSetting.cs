namespace Parley.Configuration.Options;

/// <summary>A secret as it was given: the secret, or where it was looked for in vain.</summary>
/// <param name="Value">The secret; null when it could not be had.</param>
public sealed record SecretSetting(Secret? Value)
{
    /// <summary>The environment variable that it comes from; null when it stands in the file.</summary>
    public string? Variable { get; init; }

    /// <summary>The command or file that it comes from, as messages name it; null when it comes from neither.</summary>
    public string? Reference { get; init; }

    /// <summary>Why the command or file does not give it; null when it does.</summary>
    public string? Trouble { get; init; }

    /// <summary>True when the secret itself stands in the file.</summary>
    public bool Inline { get; init; }

    /// <summary>The secret that an environment variable holds.</summary>
    public static SecretSetting FromVariable(string name, Func<string, string?> environment) =>
        new(environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? new Secret(value) : null) { Variable = name };
}
