using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Pipeline.Asking;

/// <summary>Keys of providers that one call brings.</summary>
internal static class ProviderKeys
{
    /// <summary>The keys by id, in whichever case; null where none is brought, and where one is for a backend that is not there: the call would be made with the operator's.</summary>
    public static IReadOnlyDictionary<string, Secret>? Of(IReadOnlyDictionary<string, Secret>? said, GatewaySnapshot snapshot, out Fault? fault)
    {
        fault = null;
        if (said is null)
            return null;
        var keys = new Dictionary<string, Secret>(said.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var (id, key) in said)
        {
            if (snapshot.Find(id) is null)
            {
                var near = NearNames.Closest(id, snapshot.BackendList.Select(static backend => backend.Id));
                fault = new Fault(FaultKind.InvalidRequest, $"The call brings a key for the backend '{id}', which does not exist.{(near is null ? "" : $" Did you mean '{near}'?")}") { Code = "unknown_provider_key" };
                return null;
            }
            if (key is null || !key.IsSendable)
            {
                fault = new Fault(FaultKind.InvalidRequest, $"The key that the call brings for the backend '{id}' {(key is null ? "is null" : "cannot stand in a header: printable ASCII on one line")}.") { Code = "unusable_provider_key" };
                return null;
            }
            keys[id] = key;
        }
        return keys;
    }
}
