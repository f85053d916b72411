using System.Security.Cryptography;
using System.Text;
using Parley.TestKit.Upstream;

namespace Parley.TestKit.Strict.Bedrock;

/// <summary>Verifies a signature of AWS as the service does: with the same key, over the request as it came. Written apart from the code that signs.</summary>
/// <param name="accessKeyId">The id of the key.</param>
/// <param name="secretAccessKey">The key.</param>
public sealed class SignatureCheck(string accessKeyId, string secretAccessKey)
{
    /// <summary>Demands that the request is signed for a region and a service.</summary>
    /// <exception cref="RejectionException">The service would answer 403.</exception>
    public void Demand(ReceivedRequest request, string region, string service)
    {
        var parts = request.Headers.GetValueOrDefault("authorization", "").Split(' ', 2);
        if (parts is not ["AWS4-HMAC-SHA256", var rest])
            throw new RejectionException("authorization", "MissingAuthenticationToken");
        var fields = rest.Split(", ").Select(static field => field.Split('=', 2)).ToDictionary(static field => field[0], static field => field[1]);
        var stamp = request.Headers["x-amz-date"];
        var scope = $"{stamp[..8]}/{region}/{service}/aws4_request";
        if (fields["Credential"] != $"{accessKeyId}/{scope}")
            throw new RejectionException("Credential", $"{fields["Credential"]} is not {accessKeyId}/{scope}");
        var names = fields["SignedHeaders"].Split(';');
        if (!names.Contains("host") || !names.Contains("x-amz-date") || !names.SequenceEqual(names.Order(StringComparer.Ordinal)))
            throw new RejectionException("SignedHeaders", fields["SignedHeaders"]);
        var target = request.Target.Split('?', 2);
        var canonical = string.Join('\n',
        [
            request.Method,
            string.Join('/', target[0].Split('/').Select(Uri.EscapeDataString)),
            target.Length > 1 ? target[1] : "",
            .. names.Select(name => $"{name}:{request.Headers[name]}"),
            "",
            fields["SignedHeaders"],
            Hex(SHA256.HashData(Encoding.UTF8.GetBytes(request.Body))),
        ]);
        var key = Encoding.UTF8.GetBytes("AWS4" + secretAccessKey);
        foreach (var part in scope.Split('/'))
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        var text = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        if (Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))) != fields["Signature"])
            throw new RejectionException("Signature", "The request signature we calculated does not match the signature you provided.");
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
