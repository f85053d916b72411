namespace Parley.Providers.Auth;

/// <summary>Reads a secret from a file that somebody else renews.</summary>
internal static class SecretFile
{
    /// <summary>The content of the file, without blanks around it.</summary>
    /// <exception cref="CredentialException">The file cannot be read.</exception>
    public static async ValueTask<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CredentialException("the file with the token for AWS cannot be read", unreadable);
        }
    }
}
