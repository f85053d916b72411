using Parley.AspNetCore.Tests;
using Parley.Configuration;
using Parley.Serving;

namespace Parley.Clients.Tests.InProcess;

/// <summary>The two ways to a gateway of a test's own.</summary>
public static class Reach
{
    /// <summary>Over HTTP, and without a server.</summary>
    public static TheoryData<bool> Both => [false, true];

    /// <summary>A handler that reaches a gateway.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="vendor">Whose API is called.</param>
    /// <param name="inProcess">Whether without a server.</param>
    /// <param name="caller">As whose calls they count there, where no key is looked at.</param>
    public static HttpMessageHandler To(RunningGateway gateway, string vendor, bool inProcess, CallerKey? caller = null) =>
        inProcess ? gateway.Gateway.CreateHandler(vendor, new HandlerOptions { Caller = caller }) : new SocketsHttpHandler { UseProxy = false };
}
