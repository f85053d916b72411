using System.Globalization;
using System.Xml;
using Parley.Configuration;
using Parley.Providers.Upstream;

namespace Parley.Providers.Auth;

/// <summary>Exchanges a token in a file for a temporary key (STS, AssumeRoleWithWebIdentity): roles for service accounts of Kubernetes.</summary>
internal sealed class WebIdentitySource(UpstreamHandlers handlers) : IAwsCredentialSource
{
    public async ValueTask<AwsCredentials?> FindAsync(AwsIdentity identity, CancellationToken cancellationToken)
    {
        if (identity.WebIdentity is not { } role)
            return null;
        var form = new Dictionary<string, string>
        {
            ["Action"] = "AssumeRoleWithWebIdentity",
            ["Version"] = "2011-06-15",
            ["RoleArn"] = role.RoleArn,
            ["RoleSessionName"] = role.SessionName,
            ["WebIdentityToken"] = await SecretFile.ReadAsync(role.TokenFile, "the file with the token for AWS", cancellationToken).ConfigureAwait(false),
        };
        var address = role.TokenService ?? new Uri($"https://sts.{identity.Region}.amazonaws.com/");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        var answer = await AwsMetadata.AskAsync(handlers, request, "the token service of AWS", cancellationToken).ConfigureAwait(false);
        return Read(answer ?? throw new CredentialException("the token service of AWS gives no key for the role"));
    }

    private static AwsCredentials Read(string answer)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var reader = XmlReader.Create(new StringReader(answer), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            while (!reader.EOF)
            {
                // Reading an element's content moves on to what follows it.
                if (reader.NodeType == XmlNodeType.Element && reader.LocalName is "AccessKeyId" or "SecretAccessKey" or "SessionToken" or "Expiration")
                    fields[reader.LocalName] = reader.ReadElementContentAsString();
                else
                    reader.Read();
            }
        }
        catch (XmlException broken)
        {
            throw new CredentialException("the answer of the token service of AWS cannot be read", broken);
        }
        return fields.TryGetValue("AccessKeyId", out var id) && fields.TryGetValue("SecretAccessKey", out var key)
            ? new AwsCredentials(id, new Secret(key), fields.TryGetValue("SessionToken", out var token) ? new Secret(token) : null)
            {
                Expires = DateTimeOffset.TryParse(fields.GetValueOrDefault("Expiration"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) ? end : null,
            }
            : throw new CredentialException("the answer of the token service of AWS holds no key");
    }
}
