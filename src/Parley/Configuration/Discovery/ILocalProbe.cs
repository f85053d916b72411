namespace Parley.Configuration.Discovery;

/// <summary>Asks a server on this machine. An implementation follows no redirects, sends no credential, and reads a small answer only.</summary>
public interface ILocalProbe
{
    /// <summary>The body of a JSON answer with status 200; null for every other answer and when nobody answers. Throws nothing but cancellation.</summary>
    Task<string?> GetAsync(Uri address, CancellationToken cancellationToken);
}
