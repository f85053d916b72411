namespace Parley.Configuration;

/// <summary>Whose tokens of Google are fetched, and from where: everything that the environment says is in it.</summary>
/// <param name="Scope">The scopes asked for, separated by spaces.</param>
public sealed record GoogleIdentity(string Scope)
{
    /// <summary>The file of a service account or of a signed-in user that was named; null when none was.</summary>
    public string? File { get; init; }

    /// <summary>The file that <c>gcloud auth application-default login</c> writes, which need not be there; empty for none.</summary>
    public string UsualFile { get; init; } = "";

    /// <summary>The metadata service of the machine; null where it must not be asked.</summary>
    public Uri? Metadata { get; init; }
}
