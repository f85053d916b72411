using Parley.Configuration;

namespace Parley.Conversations;

/// <summary>Whose a kept reply is: the key's that made it, so that a new key under an old name does not find it, and a rotated one does.</summary>
public static class Owner
{
    /// <summary>The owner that a caller is; the empty one for all callers while no key is needed.</summary>
    public static string Of(CallerKey? caller) => caller is null ? "" : caller.Id ?? Convert.ToHexString(caller.Hash.Span);
}
