using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.Routing;

namespace Parley.Pipeline;

/// <summary>Where a request went and why, with what came of it. Holds the very values that the decision was made of, and nothing of the content.</summary>
/// <param name="ExchangeId">The id of the request.</param>
/// <param name="Model">The model that was asked for.</param>
/// <param name="Time">When it ended.</param>
/// <param name="Decision">The decision.</param>
/// <param name="Attempts">The calls that were made, in order.</param>
/// <param name="Fault">What the caller was told; null when the answer was complete.</param>
public sealed record DecisionRecord(string ExchangeId, string Model, DateTimeOffset Time, RoutingDecision Decision, IReadOnlyList<AttemptOutcome> Attempts, Fault? Fault);
