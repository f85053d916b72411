using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Serving.Callers;

/// <summary>What a key has to be for a call, wherever it comes from.</summary>
internal static class KeyTerms
{
    /// <summary>The fault of a key that does not hold now; null when it does.</summary>
    public static Fault? OfTime(CallerKey key, DateTimeOffset now)
    {
        if (key.IsDisabled)
            return new Fault(FaultKind.Authentication, $"The key '{key.Name}' is disabled.") { Code = "key_disabled" };
        return key.Expires <= now ? new Fault(FaultKind.Authentication, $"The key '{key.Name}' has expired.") { Code = "key_expired" } : null;
    }

    /// <summary>The fault of a key that may not do this; null when it may.</summary>
    public static Fault? OfRole(CallerKey key, Access access) => access switch
    {
        Access.Call when !key.MayCall => new Fault(FaultKind.Permission, $"The key '{key.Name}' may not ask models. Its operator can allow it by the role 'call'.") { Code = "not_caller" },
        Access.Read when !key.MayRead => new Fault(FaultKind.Permission, $"The key '{key.Name}' may not read this. Its operator can allow it by the role 'read'.") { Code = "not_reader" },
        Access.Admin when !key.IsAdmin => new Fault(FaultKind.Permission, $"The key '{key.Name}' may not administer the gateway. Its operator can allow it by the role 'admin'.") { Code = "not_admin" },
        _ => null,
    };
}
