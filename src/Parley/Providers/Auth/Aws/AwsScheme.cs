using System.Security.Cryptography;
using Parley.Configuration;
using Parley.Providers.Upstream;

namespace Parley.Providers.Auth;

/// <summary>Signs requests to AWS; sends a bearer token in place of a signature where one is given (<c>AWS_BEARER_TOKEN_BEDROCK</c>).</summary>
internal sealed class AwsScheme(UpstreamHandlers handlers, TimeProvider time) : IAuthScheme
{
    private readonly AwsCredentialChain _chain = new(handlers, time);

    public AuthScheme Scheme => AuthScheme.Aws;

    public bool NeedsCredential => false;

    public async ValueTask ApplyAsync(IOutgoingRequest request, Backend backend, CancellationToken cancellationToken)
    {
        if (backend.Credential is { } token)
        {
            request.Add("Authorization", "Bearer " + token.Reveal());
            return;
        }
        if (backend.Auth.Identity is not { } identity)
            return;
        var credentials = await _chain.FindAsync(identity, cancellationToken).ConfigureAwait(false);
        var scope = new SigV4.Scope(request.Method, request.Address, await HashAsync(request, cancellationToken).ConfigureAwait(false), identity.Region, identity.Service, time.GetUtcNow())
        {
            ContentType = request.ContentType,
        };
        foreach (var (name, value) in SigV4.Sign(scope, credentials))
            request.Add(name, value);
    }

    private static async ValueTask<string> HashAsync(IOutgoingRequest request, CancellationToken cancellationToken)
    {
        using var hash = SHA256.Create();
        var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write);
        await using (stream.ConfigureAwait(false))
        {
            await request.CopyBodyToAsync(stream, cancellationToken).ConfigureAwait(false);
            await stream.FlushFinalBlockAsync(cancellationToken).ConfigureAwait(false);
        }
        return Convert.ToHexStringLower(hash.Hash!);
    }
}
