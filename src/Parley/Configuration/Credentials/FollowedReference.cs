namespace Parley.Configuration.Credentials;

/// <summary>Where a secret was found, and what it last was. One at a time follows it; whoever wants may look at it.</summary>
/// <param name="read">What the secret is now; null where it cannot be had.</param>
internal sealed class FollowedReference(Func<Secret?> read)
{
    /// <summary>A provider that refuses every key must not have a command run without end.</summary>
    private static readonly TimeSpan BetweenRenewals = TimeSpan.FromSeconds(30);

    private Secret? _secret;
    private long _claimedAt = long.MinValue;
    private bool _isRenewed;

    /// <summary>What it last led to; null for nothing.</summary>
    public Secret? Secret
    {
        get => Volatile.Read(ref _secret);
        set => Volatile.Write(ref _secret, value);
    }

    /// <summary>Whether it is the caller's to follow anew; false where somebody else does it, or did of late.</summary>
    public bool TryClaim(TimeProvider time)
    {
        var (now, last) = (time.GetUtcNow().UtcTicks, Volatile.Read(ref _claimedAt));
        return (last == long.MinValue || now - last >= BetweenRenewals.Ticks) && Interlocked.CompareExchange(ref _claimedAt, now, last) == last;
    }

    /// <summary>Follows it anew, and takes what it leads to in the place of what was refused. False when that is the same, or nothing.</summary>
    public bool Renew()
    {
        if (read() is not { } secret || secret.Equals(Secret))
            return false;
        (Secret, _isRenewed) = (secret, true);
        return true;
    }

    /// <summary>What it was renewed to, once: who reads the configuration for that need not follow it a second time. Null when it was not.</summary>
    public Secret? TakeRenewed()
    {
        var renewed = _isRenewed ? Secret : null;
        _isRenewed = false;
        return renewed;
    }
}
