using System.Collections.Concurrent;
using Parley.TestKit.Upstream;

namespace Parley.TestKit.Strict;

/// <summary>A strict provider on loopback. Tests open scenes on it, each under a model name of its own, so that many may run at once.</summary>
public sealed class StrictUpstream : IAsyncDisposable
{
    private readonly ScriptedUpstream _upstream = new();
    private readonly ConcurrentDictionary<string, OpenScene> _scenes = new();
    private int _count;

    /// <summary>Starts listening.</summary>
    public StrictUpstream(StrictProvider provider)
    {
        Provider = provider;
        _upstream.Otherwise = Answer;
    }

    /// <summary>How it behaves.</summary>
    public StrictProvider Provider { get; }

    /// <summary>Where it listens, with a slash at the end.</summary>
    public string Address => _upstream.Address;

    /// <summary>Opens a scene; its model name is new.</summary>
    public OpenScene Open(Scene scene)
    {
        var open = new OpenScene(Provider.ModelOf(Interlocked.Increment(ref _count)), scene);
        _scenes[open.Model] = open;
        return open;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    private Script Answer(ReceivedRequest request)
    {
        OpenScene? open = null;
        try
        {
            if (!_scenes.TryGetValue(Provider.ModelIn(request), out open))
                return Script.Json(Provider.Error(404, "There is no such model."), 404);
            open.Requests.Enqueue(request);
            var heard = Provider.Hear(request);
            open.Heard.Enqueue(heard);
            return open.Scene(Provider, heard);
        }
        catch (RejectionException rejection)
        {
            open?.Rejections.Enqueue(rejection.Message);
            return Script.Json(Provider.Error(400, rejection.Message), 400);
        }
    }
}

/// <summary>What a provider does with a request that it accepted.</summary>
public delegate Script Scene(StrictProvider provider, Heard heard);

/// <summary>A scene under way.</summary>
/// <param name="Model">The model name under which it can be asked.</param>
/// <param name="Scene">What happens.</param>
public sealed record OpenScene(string Model, Scene Scene)
{
    /// <summary>The requests that came.</summary>
    public ConcurrentQueue<ReceivedRequest> Requests { get; } = [];

    /// <summary>What was understood of them.</summary>
    public ConcurrentQueue<Heard> Heard { get; } = [];

    /// <summary>Why requests were refused.</summary>
    public ConcurrentQueue<string> Rejections { get; } = [];
}
