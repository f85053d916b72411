namespace Parley.Pipeline;

/// <summary>Watches exchanges, changes nothing, and is waited for: it does little. Thread-safe.</summary>
public interface IExchangeObserver
{
    /// <summary>An exchange begins; nothing is decided yet.</summary>
    void Began(Exchange exchange);

    /// <summary>It has ended: every attempt is in the settlement, and where it went in <see cref="Exchange.Decision"/>. The last of the answer may not be out yet.</summary>
    void Settled(Exchange exchange, in Settlement settlement);
}
