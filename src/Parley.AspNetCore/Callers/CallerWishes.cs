using Microsoft.AspNetCore.Http;
using Parley.AspNetCore.Http;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.AspNetCore.Callers;

/// <summary>What a caller asks of the gateway itself, by headers of Parley's own.</summary>
/// <param name="SlowLane">Whether the request is to be translated even where it could be copied.</param>
/// <param name="RejectLoss">Whether a lossy translation is refused.</param>
/// <param name="Explains">Whether the reply's headers are to say why it comes from where it comes.</param>
internal readonly record struct CallerWishes(bool SlowLane, bool RejectLoss, bool Explains)
{
    /// <summary>The header that forces the slow lane.</summary>
    public const string Lane = "x-parley-lane";

    /// <summary>The header that sets the conversion policy of one request.</summary>
    public const string Conversion = "x-parley-conversion";

    /// <summary>Reads the headers; a fault for a policy that does not exist, which would otherwise be ignored without a word.</summary>
    public static CallerWishes Of(IHeaderDictionary headers, GatewaySnapshot snapshot, out Fault? fault)
    {
        fault = null;
        var slow = snapshot.Server.AllowSlowLane && Says(headers[Lane].ToString(), "slow");
        var policy = headers[Conversion].ToString();
        if (policy.Length > 0 && !Says(policy, "reject") && !Says(policy, "allow"))
            fault = new Fault(FaultKind.InvalidRequest, $"The header {Conversion} is allow or reject.") { Param = Conversion };
        return new CallerWishes(slow, Says(policy, "reject"), headers[RoutingHeaders.Explain] is [{ } explain] && (explain == "1" || Says(explain, "true")));
    }

    private static bool Says(string value, string word) => value.Equals(word, StringComparison.OrdinalIgnoreCase);
}
