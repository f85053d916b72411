namespace Parley.Providers.Auth;

/// <summary>A request to an upstream, whole but for its credential.</summary>
public interface IOutgoingRequest
{
    /// <summary>The HTTP method.</summary>
    string Method { get; }

    /// <summary>The absolute address, escaped as it is sent.</summary>
    Uri Address { get; set; }

    /// <summary>The media type of the body; null without a body.</summary>
    string? ContentType { get; }

    /// <summary>Adds a header.</summary>
    void Add(string name, string value);

    /// <summary>Writes the body, byte by byte as it will be sent, for schemes that sign it.</summary>
    ValueTask CopyBodyToAsync(Stream stream, CancellationToken cancellationToken);
}

/// <summary>A request that <see cref="HttpClient"/> will send.</summary>
/// <param name="message">The request.</param>
public sealed class OutgoingMessage(HttpRequestMessage message) : IOutgoingRequest
{
    /// <inheritdoc/>
    public string Method => message.Method.Method;

    /// <inheritdoc/>
    public Uri Address { get => message.RequestUri!; set => message.RequestUri = value; }

    /// <inheritdoc/>
    public string? ContentType => message.Content is { } content && content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : null;

    /// <inheritdoc/>
    public void Add(string name, string value) => message.Headers.TryAddWithoutValidation(name, value);

    /// <inheritdoc/>
    public async ValueTask CopyBodyToAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (message.Content is { } content)
            await content.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }
}
