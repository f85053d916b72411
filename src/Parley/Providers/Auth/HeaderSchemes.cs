using Parley.Configuration;

namespace Parley.Providers.Auth;

/// <summary><c>Authorization: Bearer key</c>.</summary>
internal sealed class BearerScheme : IAuthScheme
{
    public AuthScheme Scheme => AuthScheme.Bearer;

    public ValueTask ApplyAsync(IOutgoingRequest request, Backend backend, CancellationToken cancellationToken)
    {
        request.Add("Authorization", "Bearer " + backend.Credential!.Reveal());
        return ValueTask.CompletedTask;
    }
}

/// <summary><c>Authorization: token key</c>, as personal access tokens are sent.</summary>
internal sealed class TokenScheme : IAuthScheme
{
    public AuthScheme Scheme => AuthScheme.Token;

    public ValueTask ApplyAsync(IOutgoingRequest request, Backend backend, CancellationToken cancellationToken)
    {
        request.Add("Authorization", "token " + backend.Credential!.Reveal());
        return ValueTask.CompletedTask;
    }
}

/// <summary>The key alone in a header of its own: <c>x-api-key: key</c>.</summary>
internal sealed class HeaderScheme : IAuthScheme
{
    public AuthScheme Scheme => AuthScheme.Header;

    public ValueTask ApplyAsync(IOutgoingRequest request, Backend backend, CancellationToken cancellationToken)
    {
        request.Add(backend.Auth.Name, backend.Credential!.Reveal());
        return ValueTask.CompletedTask;
    }
}

/// <summary>The key in the query: <c>?key=</c>.</summary>
internal sealed class QueryScheme : IAuthScheme
{
    public AuthScheme Scheme => AuthScheme.Query;

    public ValueTask ApplyAsync(IOutgoingRequest request, Backend backend, CancellationToken cancellationToken)
    {
        var address = request.Address.AbsoluteUri;
        var separator = address.Contains('?') ? '&' : '?';
        request.Address = new Uri($"{address}{separator}{backend.Auth.Name}={Uri.EscapeDataString(backend.Credential!.Reveal())}");
        return ValueTask.CompletedTask;
    }
}
