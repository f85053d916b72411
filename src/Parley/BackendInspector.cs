using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Resilience;

namespace Parley;

/// <summary>How the backends are, what they serve, and what they cost. Thread-safe.</summary>
public sealed class BackendInspector
{
    private readonly Gateway _gateway;

    internal BackendInspector(Gateway gateway) => _gateway = gateway;

    /// <summary>The ids of all backends that may be used.</summary>
    public IReadOnlyList<string> Ids => [.. _gateway.Snapshot.BackendList.Where(static backend => backend.Enabled).Select(static backend => backend.Id)];

    /// <summary>How a backend is, by what its calls and checks have shown: nothing is asked of it now.</summary>
    /// <exception cref="ArgumentException">There is no such backend.</exception>
    public BackendStatus StatusOf(string backend)
    {
        var (found, now) = (Find(backend), _gateway.Engine.Time.GetUtcNow());
        var state = _gateway.Engine.Targets.Of(found);
        var targets = _gateway.Engine.Targets.TargetsOf(found).Select(static target => target.State).ToList();
        var isHeld = state.IsHeldOpen;
        var breaker = isHeld ? BreakerState.Open : targets.Select(target => target.Facts.Breaker?.StateAt(now) ?? BreakerState.Closed).DefaultIfEmpty(BreakerState.Closed).Min();
        return new BackendStatus
        {
            IsHealthy = found.Enabled && breaker != BreakerState.Open && state.Health?.IsWell != false,
            Breaker = breaker,
            ConsecutiveFailures = targets.Select(static target => target.FailuresInARow).Append(state.Health?.FailuresInARow ?? 0).Max(),
            LastSuccess = targets.Select(static target => target.LastSuccess).Append(state.Health?.LastWell).Max(),
            Reason = found.DisabledReason ?? targets.Select(static target => target.Facts.Breaker?.Reason).FirstOrDefault(static reason => reason is not null) ?? state.Health?.Reason ?? "",
        };
    }

    /// <summary>Whether a backend may be asked, by what is known; see <see cref="StatusOf"/>.</summary>
    /// <exception cref="ArgumentException">There is no such backend.</exception>
    public bool IsHealthy(string backend) => StatusOf(backend).IsHealthy;

    /// <summary>What backends serve, as <c>backend/model</c>: asked of those that tell, else what is configured and in the catalog.</summary>
    public async Task<IReadOnlyList<string>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        await _gateway.RefreshModelsAsync(cancellationToken).ConfigureAwait(false);
        return [.. _gateway.Snapshot.BackendList.Where(static backend => backend.Enabled).SelectMany(ModelsOf)];
    }

    /// <summary>What a call would cost at a target, by the prices that are known today; null when nobody knows, which is not free.</summary>
    /// <param name="target"><c>backend/model</c>, or a backend that has a default model.</param>
    /// <param name="usage">How many tokens it would use.</param>
    /// <exception cref="ArgumentException">There is no such backend.</exception>
    public Money? EstimateCost(string target, Usage usage)
    {
        ArgumentNullException.ThrowIfNull(target);
        var slash = target.IndexOf('/', StringComparison.Ordinal);
        var backend = Find(slash < 0 ? target : target[..slash]);
        if ((slash < 0 ? backend.DefaultModel : target[(slash + 1)..]) is not { } model)
            return null;
        var today = DateOnly.FromDateTime(_gateway.Engine.Time.GetUtcNow().UtcDateTime);
        return _gateway.Engine.Models.PriceOf(new Target(backend, model), today)?.CostOf(usage)?.Total;
    }

    /// <summary>What a call with so many tokens would cost; see <see cref="EstimateCost(string, Usage)"/>.</summary>
    public Money? EstimateCost(string target, long inputTokens, long outputTokens) =>
        EstimateCost(target, new Usage { Input = TokenCount.Estimated(inputTokens), Output = TokenCount.Estimated(outputTokens) });

    /// <summary>Asks those backends if they are well that are configured for it, and whose time has come. Never throws for one that does not answer.</summary>
    public Task CheckAsync(CancellationToken cancellationToken = default) => _gateway.CheckHealthAsync(cancellationToken);

    private IEnumerable<string> ModelsOf(Backend backend)
    {
        var known = _gateway.Engine.Models.Of(backend.Id) ?? (IEnumerable<string>)[.. backend.Patterns.Supported.Concat(backend.Provider.Models).Where(static pattern => pattern.IsLiteral).Select(static pattern => pattern.Pattern)];
        return known.Concat(backend.DefaultModel is { } own ? [own] : Array.Empty<string>()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(model => $"{backend.Id}/{model}");
    }

    private Backend Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _gateway.Snapshot.Find(id) ?? throw new ArgumentException($"There is no backend '{id}'.", nameof(id));
    }
}

/// <summary>How a backend is.</summary>
public sealed record BackendStatus
{
    /// <summary>Whether it may be asked: it is enabled, no breaker is open for all that was asked of it, and the last check went well.</summary>
    public bool IsHealthy { get; init; }

    /// <summary>Its breaker; of several models, the one that is best.</summary>
    public BreakerState Breaker { get; init; }

    /// <summary>How often it has failed since it succeeded last.</summary>
    public int ConsecutiveFailures { get; init; }

    /// <summary>When it succeeded last; null when it never did.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>Why it is not well, in words that hold no address; empty when it is.</summary>
    public string Reason { get; init; } = "";
}
