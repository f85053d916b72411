namespace Parley.Pipeline;

/// <summary>What a step must do with content. Anything but <see cref="None"/> closes the fast lane.</summary>
public enum ContentAccess
{
    /// <summary>It looks at neither request nor reply.</summary>
    None,

    /// <summary>It must see the conversation or its events.</summary>
    SeesEvents,

    /// <summary>It changes them.</summary>
    ChangesContent,
}

/// <summary>The rest of the way.</summary>
public delegate ValueTask<Settlement> GatewayStep(Exchange exchange, CancellationToken cancellationToken);

/// <summary>One step. Thread-safe. What it does before <c>next</c> happens on the way to the backend, what it does after happens when the last byte but the terminal frame is out.</summary>
public interface IMiddleware
{
    /// <summary>By what it is found in the list of steps, see <see cref="MiddlewareList"/>.</summary>
    string Name => GetType().Name;

    /// <summary>What it must do with content, of every request. One that has to do so for some only says <see cref="ContentAccess.None"/> and closes the fast lane for those, as <see cref="ContentMiddleware"/> does.</summary>
    ContentAccess Needs { get; }

    /// <summary>Does the step's work around the rest of the way.</summary>
    ValueTask<Settlement> InvokeAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken);
}
