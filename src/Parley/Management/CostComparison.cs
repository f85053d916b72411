using Parley.Configuration;
using Parley.Dialects;
using Parley.Routing;
using Parley.Routing.Estimates;

namespace Parley.Management;

/// <summary>How the targets that were asked so far compare in what an answer costs, for a request of usual length.</summary>
internal sealed class CostComparison
{
    private const int UsualInput = 1000;

    private readonly RoutingContext _context;
    private readonly Dictionary<(Backend, string), Candidate> _candidates;
    private readonly double? _yardstick;

    public CostComparison(Gateway gateway)
    {
        _context = new RoutingContext { Head = new RequestHead { Model = "", EstimatedInputTokens = UsualInput }, Options = gateway.Snapshot.Routing };
        _candidates = gateway.Snapshot.BackendList.Where(static backend => backend.Enabled)
            .SelectMany(backend => gateway.Engine.Targets.TargetsOf(backend), (backend, target) => (Backend: backend, target.Model, target.State))
            .ToDictionary(static asked => (asked.Backend, asked.Model), asked => new Candidate(new Target(asked.Backend, asked.Model), 0)
            {
                Day = DateOnly.FromDateTime(gateway.Engine.Time.GetUtcNow().UtcDateTime),
                Facts = asked.State.Facts,
                Model = gateway.Engine.Models.FactsOf(asked.Backend.Id, asked.Model),
            });
        _yardstick = CostEfficiency.Yardstick(_context, [.. _candidates.Values]);
    }

    /// <summary>The useful answers for a unit of money at a target, relative to the cheapest of all; null where no price is known.</summary>
    public double? EfficiencyOf(Backend backend, string model) =>
        _candidates.TryGetValue((backend, model), out var candidate) ? CostEfficiency.Of(_context, candidate, _yardstick) : null;
}
