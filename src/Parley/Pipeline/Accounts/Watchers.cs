using Microsoft.Extensions.Logging;

namespace Parley.Pipeline.Accounts;

/// <summary>Who watches exchanges. What they throw is theirs: it is in the log, and takes nothing from the request.</summary>
internal sealed partial class Watchers(IReadOnlyList<IExchangeObserver> observers, ILogger logger)
{
    private readonly IExchangeObserver[] _observers = [.. observers];

    public void Began(Exchange exchange)
    {
        foreach (var observer in _observers)
        {
            try
            {
                observer.Began(exchange);
            }
            catch (Exception thrown)
            {
                Failed(logger, thrown, exchange.Id);
            }
        }
    }

    public void Settled(Exchange exchange, in Settlement settlement)
    {
        foreach (var observer in _observers)
        {
            try
            {
                observer.Settled(exchange, settlement);
            }
            catch (Exception thrown)
            {
                Failed(logger, thrown, exchange.Id);
            }
        }
    }

    [LoggerMessage(91, LogLevel.Error, "Who watches exchanges failed with {Exchange}")]
    private static partial void Failed(ILogger logger, Exception thrown, string exchange);
}
