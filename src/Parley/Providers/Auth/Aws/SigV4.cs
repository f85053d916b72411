using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Providers.Auth;

/// <summary>AWS Signature Version 4: a signature over method, path, query, some headers and the body's hash, by a key that is derived for the day, the region and the service.</summary>
/// <remarks>Source: "Create a signed AWS API request", AWS Identity and Access Management User Guide.</remarks>
internal static class SigV4
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>What is signed besides the key.</summary>
    /// <param name="Method">The HTTP method.</param>
    /// <param name="Address">The whole address, escaped as it is sent.</param>
    /// <param name="BodyHash">The SHA-256 of the body, in lower-case hexadecimal digits.</param>
    /// <param name="Region">The region.</param>
    /// <param name="Service">The service.</param>
    /// <param name="Time">The time of the request.</param>
    public sealed record Scope(string Method, Uri Address, string BodyHash, string Region, string Service, DateTimeOffset Time)
    {
        /// <summary>The content type, which is signed when there is one.</summary>
        public string? ContentType { get; init; }
    }

    /// <summary>The headers that make a request signed.</summary>
    public static List<KeyValuePair<string, string>> Sign(Scope scope, AwsCredentials credentials)
    {
        var stamp = scope.Time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var headers = new SortedList<string, string>(StringComparer.Ordinal) { ["host"] = HostOf(scope.Address), ["x-amz-date"] = stamp };
        if (credentials.SessionToken is { } token)
            headers["x-amz-security-token"] = token.Reveal();
        if (scope.ContentType is { } type)
            headers["content-type"] = type;
        var names = string.Join(';', headers.Keys);
        var range = $"{stamp[..8]}/{scope.Region}/{scope.Service}/aws4_request";
        var toSign = $"{Algorithm}\n{stamp}\n{range}\n{Hash(Canonical(scope, headers, names))}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(KeyOf(credentials, stamp[..8], scope), Encoding.UTF8.GetBytes(toSign)));
        var signed = new List<KeyValuePair<string, string>>
        {
            new("x-amz-date", stamp),
            new("Authorization", $"{Algorithm} Credential={credentials.AccessKeyId}/{range}, SignedHeaders={names}, Signature={signature}"),
        };
        if (credentials.SessionToken is { } shown)
            signed.Add(new("x-amz-security-token", shown.Reveal()));
        return signed;
    }

    private static string Canonical(Scope scope, SortedList<string, string> headers, string names)
    {
        var canonical = new StringBuilder();
        canonical.Append(scope.Method).Append('\n').Append(PathOf(scope.Address)).Append('\n').Append(QueryOf(scope.Address)).Append('\n');
        foreach (var (name, value) in headers)
            canonical.Append(name).Append(':').Append(value.Trim()).Append('\n');
        return canonical.Append('\n').Append(names).Append('\n').Append(scope.BodyHash).ToString();
    }

    /// <summary>Every segment of the path as it is sent is escaped once more: a colon in a model's name is <c>%3A</c> on the wire and <c>%253A</c> in the signature.</summary>
    private static string PathOf(Uri address) => string.Join('/', address.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    private static string QueryOf(Uri address) => string.Join('&', address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(static pair => pair.Split('=', 2))
        .Select(static pair => (Name: Again(pair[0]), Value: pair.Length > 1 ? Again(pair[1]) : ""))
        .OrderBy(static pair => pair.Name, StringComparer.Ordinal).ThenBy(static pair => pair.Value, StringComparer.Ordinal)
        .Select(static pair => $"{pair.Name}={pair.Value}"));

    private static string Again(string escaped) => Uri.EscapeDataString(Uri.UnescapeDataString(escaped));

    private static string HostOf(Uri address) => address.IsDefaultPort ? address.IdnHost : string.Create(CultureInfo.InvariantCulture, $"{address.IdnHost}:{address.Port}");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static byte[] KeyOf(AwsCredentials credentials, string day, Scope scope)
    {
        var key = HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + credentials.SecretAccessKey.Reveal()), Encoding.UTF8.GetBytes(day));
        foreach (var part in (ReadOnlySpan<string>)[scope.Region, scope.Service, "aws4_request"])
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return key;
    }
}
