using Parley.Configuration.Compiling;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>The address can be listened on, and is not open to a network without a key.</summary>
internal sealed class ServerValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        var place = Place.Of(options.Node?.Find("server")?.Value as Reading.ConfigMap, "http");
        if (!GatewayAddress.TryParse(options.Server.Http, out var host, out _))
        {
            problems.Add(new Problem(ProblemCode.BadAddress, $"`{options.Server.Http}` is not an address to listen on", place) { Hint = "write host:port, like 127.0.0.1:4000" });
        }
        else if (!GatewayAddress.IsLoopback(host) && options.Keys.IsEmpty && !options.HasStoredKeys)
        {
            problems.Add(new Problem(ProblemCode.OpenToAll, $"`{options.Server.Http}` can be reached from the network, and no caller key is configured", place)
            {
                Hint = "listen on 127.0.0.1, or add a key",
                Notes = ["a key: keys: [ { name: me, key_env: PARLEY_KEY } ]", "or one in the store: parley keys create me"],
            });
        }
    }
}
