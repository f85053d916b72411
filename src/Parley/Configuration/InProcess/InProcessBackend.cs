using Parley.Dialects.Conversation;

namespace Parley.Configuration;

/// <summary>
/// A backend that is code of the host's own: a model in the process, a cache, a rule, a client of something that Parley does not know. It is asked in the words of the conversation, whatever the caller speaks, and is told by name, listed and failed over like any other.
/// Register it with <see cref="ConfigurationLoader.InProcess"/> or <see cref="Options.GatewayOptions.InProcess"/>. One object serves all requests at once: implementations are thread-safe.
/// </summary>
/// <remarks>
/// <para>Texts of a request are slices of the caller's body: they are there until the call has ended, and whoever keeps one longer detaches it.</para>
/// <para>Whatever is thrown is a fault of this backend, and the next target may be tried as long as the caller has seen nothing: <see cref="BackendFaultException"/> says which fault; what another Parley throws is the fault that it met; <see cref="TimeoutException"/> and <see cref="HttpRequestException"/> are what they say, with the status if it has one; any other exception is <see cref="FaultKind.Upstream"/>. Callers see the exception's message, never its trace; the host finds it in <see cref="Fault.Thrown"/>.</para>
/// <para>Code that blocks its thread holds up whoever asks, and no deadline can end that: let it wait with <c>await</c>, or begin it by <see cref="Task.Run(Func{Task})"/>. Code that only passes over its token is left behind when its time is over.</para>
/// <para>What the code lacks is made up for as for any backend: several answers beyond <see cref="MostChoices"/>, stop sequences beyond <see cref="MostStopSequences"/>, JSON after a schema, usage that is not said, tokens that are to be counted.</para>
/// </remarks>
public abstract class InProcessBackend
{
    /// <summary>The word in the place of a provider's name and of a dialect.</summary>
    internal const string Word = "in-process";

    /// <summary>Makes a backend.</summary>
    /// <param name="id">The name that callers and targets write before the slash; unique among all backends.</param>
    protected InProcessBackend(string id) => Id = id;

    /// <summary>The name that callers and targets write before the slash.</summary>
    public string Id { get; }

    /// <summary>The name to show; the id when null.</summary>
    public string? Name { get; init; }

    /// <summary>The model to use when a request or target names none; null when there is none.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>The bare model names that it serves, with <c>*</c> for any text; those without are listed. Empty when it is asked as <c>id/model</c> alone.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The larger number wins; backends of the configuration come before those in code of the same priority.</summary>
    public int Priority { get; init; }

    /// <summary>How long a call may take; code that does not look at its token is left behind when the time is over.</summary>
    public Timeouts Timeouts { get; init; } = Timeouts.Default;

    /// <summary>What it costs; null when unknown.</summary>
    public TokenPrice? Price { get; init; }

    /// <summary>What it can do: by default all of a chat but JSON after a schema, which is then asked for in words. Tools and media that it cannot take are left out and reported; without <see cref="Abilities.Streaming"/> a stream is the whole reply in pieces.</summary>
    public Abilities Abilities { get; init; } = new() { Tools = true, Vision = true, Audio = true, Documents = true, Streaming = true, Reasoning = true };

    /// <summary>How many answers it gives to one request (<see cref="Sampling.Choices"/>).</summary>
    public int MostChoices { get; init; } = 1;

    /// <summary>How many stop sequences it looks for itself.</summary>
    public int MostStopSequences { get; init; }

    /// <summary>
    /// Says what of a request the code passes over, before it is asked: recorded so it is told to the caller as lost, or the request is refused where losses are forbidden. By default nothing is.
    /// What <see cref="Abilities"/> leave out is not in the request any more.
    /// </summary>
    /// <param name="request">What will be asked.</param>
    /// <param name="log">Takes what is lost, moved or made up for.</param>
    protected internal virtual void RecordLosses(ChatRequest request, ConversionLog log)
    {
        // Code that takes the whole conversation loses nothing.
    }

    /// <summary>How <see cref="CheckHealthAsync"/> is asked; null for never.</summary>
    public HealthPolicy? Health { get; init; }

    /// <summary>Gets ready; called before the first request, which waits for it. When it fails the request fails with it, and the next one tries again.</summary>
    public virtual ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Lets go of what <see cref="StartAsync"/> got; called when Parley stops, or the backend is no longer configured, and only where it was started.</summary>
    public virtual ValueTask StopAsync() => ValueTask.CompletedTask;

    /// <summary>What it serves beyond <see cref="Models"/>, asked from time to time; null for nothing.</summary>
    public virtual ValueTask<IReadOnlyList<string>?> ListModelsAsync(CancellationToken cancellationToken) => new((IReadOnlyList<string>?)null);

    /// <summary>Whether it is well; asked as <see cref="Health"/> says. What is thrown counts as no.</summary>
    public virtual ValueTask<bool> CheckHealthAsync(CancellationToken cancellationToken) => new(true);

    /// <summary>Answers a chat, in steps. Nothing reaches the caller before the first step that a caller can see (<see cref="ChatEvent.IsSemantic"/>).</summary>
    /// <param name="request">What is asked; <see cref="ModelRequest.Model"/> is the name behind the slash.</param>
    /// <param name="cancellationToken">Cancelled when the caller goes away or the time is over.</param>
    /// <returns>The steps. Their start, finish, usage and end may be left out, and are then added.</returns>
    public abstract IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, CancellationToken cancellationToken);

    /// <summary>Answers a chat whole; folds the steps of <see cref="StreamAsync"/> unless it is overridden.</summary>
    /// <returns>The answer. Its id, model, time and usage may be left out, and are then added.</returns>
    public virtual async ValueTask<ChatReply> ReplyAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        var steps = new StepsInOrder(request.Model);
        var folder = new ReplyFolder();
        await foreach (var step in StreamAsync(request, cancellationToken).ConfigureAwait(false))
        {
            foreach (var told in steps.Take(step))
                folder.Add(told);
            if (folder.Fault is { } fault)
                throw new BackendFaultException(fault);
        }
        foreach (var told in steps.Complete())
            folder.Add(told);
        return folder.Build();
    }

    /// <summary>Gives vectors, one for each input in its order; refuses unless it is overridden. Say so in <see cref="Abilities"/> too.</summary>
    public virtual ValueTask<EmbeddingReply> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken) =>
        throw new BackendFaultException(new Fault(FaultKind.Unsupported, $"The backend {Id} has no embeddings.") { Code = "unsupported_operation" });
}
