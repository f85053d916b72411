namespace Parley.Providers.Upstream.Connections;

/// <summary>A connection that had served before was closed by the other side under a request, of whose answer not a byte has come: most likely it had waited too long.</summary>
internal sealed class StaleConnectionException(Exception inner) : HttpRequestException(HttpRequestError.ResponseEnded, "The connection that was kept open had been closed.", inner);
