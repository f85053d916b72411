using Parley.Configuration;

namespace Parley.Providers.Auth;

/// <summary>The files <c>~/.aws/credentials</c> and <c>~/.aws/config</c>: a profile with a key, or with a role that a token in a file stands for.</summary>
/// <remarks>Profiles that take on a role with the key of another profile, or sign in by a browser, need the AWS CLI: <c>aws configure export-credentials</c>.</remarks>
internal sealed class SharedFileSource(WebIdentitySource webIdentity) : IAwsCredentialSource
{
    public async ValueTask<AwsCredentials?> FindAsync(AwsIdentity identity, CancellationToken cancellationToken)
    {
        var keys = await ReadAsync(identity.Files.Credentials, identity.Profile, cancellationToken).ConfigureAwait(false);
        var profile = await ReadAsync(identity.Files.Config, identity.Profile, cancellationToken).ConfigureAwait(false);
        foreach (var section in (Dictionary<string, string>[])[keys, profile])
        {
            if (section.TryGetValue("aws_access_key_id", out var id) && section.TryGetValue("aws_secret_access_key", out var key))
                return new AwsCredentials(id, new Secret(key), section.TryGetValue("aws_session_token", out var token) ? new Secret(token) : null);
        }
        if (profile.TryGetValue("web_identity_token_file", out var file) && profile.TryGetValue("role_arn", out var role))
            return await webIdentity.FindAsync(identity with { WebIdentity = new AwsWebIdentity(file, role, profile.GetValueOrDefault("role_session_name", "parley")) }, cancellationToken).ConfigureAwait(false);
        return profile.ContainsKey("role_arn") || profile.ContainsKey("sso_session") || profile.ContainsKey("sso_start_url") || profile.ContainsKey("credential_process")
            ? throw new CredentialException($"profile {identity.Profile} of the shared files holds no key of its own; export one with aws configure export-credentials")
            : null;
    }

    /// <summary>The settings of a profile; none where there is no file. In the file with profiles all but the default one are called <c>profile name</c>.</summary>
    private static async ValueTask<Dictionary<string, string>> ReadAsync(string path, string profile, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!File.Exists(path))
            return settings;
        var isInside = false;
        foreach (var raw in await LinesAsync(path, cancellationToken).ConfigureAwait(false))
        {
            var line = raw.Trim();
            if (line.StartsWith('[') && line.EndsWith(']'))
                isInside = NameOf(line[1..^1]) == profile;
            else if (isInside && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && line[0] is not ('#' or ';'))
                settings[line[..at].Trim()] = line[(at + 1)..].Trim();
        }
        return settings;
    }

    private static async ValueTask<string[]> LinesAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllLinesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException("the shared files of AWS cannot be read", unreadable);
        }
    }

    private static string NameOf(string heading)
    {
        var name = heading.Trim();
        return name.StartsWith("profile ", StringComparison.Ordinal) ? name["profile ".Length..].Trim() : name;
    }
}
