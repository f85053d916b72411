using Parley.Routing;

namespace Parley.Pipeline.Dispatching;

/// <summary>How targets are asked: one at a time, a second one when the first is late, several at once, or a stronger one when an answer does not convince. Thread-safe.</summary>
internal interface ITactic
{
    /// <summary>Asks, beginning with one target, until one has answered or those that it asked have failed; puts the attempts down, and what failed into the itinerary.</summary>
    ValueTask RunAsync(Trip trip, Itinerary itinerary, Candidate first);
}
