using Parley.Clients.Tests.Staging;

namespace Parley.Clients.Tests.InProcess;

/// <summary>How a client of this process reaches a gateway.</summary>
/// <param name="Mark">What stands behind the client's name in test data.</param>
/// <param name="Open">Makes a handler that reaches the gateway at an address in a vendor's dialect.</param>
public sealed record Transport(string Mark, Func<string, string, HttpMessageHandler> Open)
{
    /// <summary>Over HTTP.</summary>
    public static Transport Http { get; } = new("", static (_, _) => new SocketsHttpHandler { UseProxy = false });

    /// <summary>Without a server.</summary>
    /// <param name="open">Makes a handler for the gateway that listens at an address.</param>
    public static Transport Handler(Func<string, string, HttpMessageHandler> open) => new(Cast.InProcess, open);
}
