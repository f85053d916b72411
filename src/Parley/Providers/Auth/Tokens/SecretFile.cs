namespace Parley.Providers.Auth;

/// <summary>Reads a secret from a file that somebody else renews.</summary>
internal static class SecretFile
{
    /// <summary>The content of the file, without blanks around it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CredentialException">The file cannot be read.</exception>
    public static async ValueTask<string> ReadAsync(string path, string what, CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CredentialException($"{what} cannot be read", unreadable);
        }
    }
}
