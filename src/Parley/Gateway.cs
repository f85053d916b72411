using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Conversations;
using Parley.Dialects.Conversation;
using Parley.Ledger;
using Parley.Ledger.Budgets;
using Parley.Ledger.Keys;
using Parley.Pipeline;
using Parley.Pipeline.Asking;
using Parley.Serving;
using Parley.Serving.Callers;
using Parley.Serving.InProcess;

namespace Parley;

/// <summary>A running Parley: one engine and the configuration in force. One for a process; thread-safe.</summary>
public sealed class Gateway : IAsyncDisposable, IDisposable
{
    /// <summary>Signatures are small: this holds some ten thousand turns.</summary>
    private const long MostSignedBytes = 16 << 20;

    private static readonly TimeSpan BetweenRestoring = TimeSpan.FromSeconds(1);

    private readonly Func<GatewaySnapshot> _current;
    private readonly Asker _asker;
    private readonly RunningAsks _running = new();

    /// <summary>Starts an engine.</summary>
    /// <param name="current">Gives the configuration in force; each request keeps the one that it began with.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where to log.</param>
    /// <param name="parts">What the host brings of its own; nothing when null.</param>
    public Gateway(Func<GatewaySnapshot> current, TimeProvider time, ILoggerFactory loggers, GatewayParts? parts = null)
    {
        parts ??= new GatewayParts();
        _current = current;
        Keys = parts.Keys;
        FailedKeys = new FailedKeys(time);
        Logger = loggers.CreateLogger("Parley");
        var kept = parts.Replies ?? new MemoryReplyStore(time, () => new KeepLimits(current().Server.KeptReplyBytes, current().Server.KeptReplyAge));
        var vault = new ContinuationVault(time, () => new KeepLimits(Math.Min(MostSignedBytes, current().Server.KeptReplyBytes), current().Server.KeptReplyAge));
        Engine = new Engine(time, Logger, kept, vault, parts);
        _asker = new Asker(Engine, () => Snapshot, caller => KeyTerms.OfTime(caller, time.GetUtcNow()) ?? KeyTerms.OfRole(caller, Access.Call), _running);
        Service = new Service(Engine, () => Snapshot, Logger);
    }

    /// <summary>The configuration in force, with the keys that hold now.</summary>
    public GatewaySnapshot Snapshot
    {
        get
        {
            var current = Keys?.Over(_current()) ?? _current();
            Engine.Adopt(current);
            return current;
        }
    }

    /// <summary>The ledger; null when none is kept.</summary>
    public Bookkeeper? Books => Engine.Books;

    /// <summary>The keys of a store; null where the configuration's are all.</summary>
    public KeyRing? Keys { get; }

    internal Engine Engine { get; }

    /// <summary>How often who showed wrong keys.</summary>
    internal FailedKeys FailedKeys { get; }

    internal ILogger Logger { get; }

    /// <summary>What serves callers, over HTTP and in process.</summary>
    internal Service Service { get; }

    /// <summary>Asks for one whole answer, by the same way as a request that comes over HTTP: routed, translated, tried again, limited and recorded like it. What goes wrong in the world is in the answer.</summary>
    /// <param name="request">What is asked, of the model that it names.</param>
    /// <param name="options">What is asked besides; nothing when null.</param>
    /// <param name="cancellationToken">Gives the answer up, and ends its calls.</param>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public Task<Answer> AskAsync(ChatRequest request, AskOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _asker.AskAsync(request, options ?? AskOptions.None, 0, cancellationToken);
    }

    /// <summary>
    /// Asks for an answer and gives it as it comes, each event when it is there: whoever reads slowly holds the backend up, whoever stops reading ends its calls. The last event, <see cref="ChatEventKind.End"/>, comes when the request is in the books.
    /// Texts of events are the reader's to keep. Enumerated again it is asked again.
    /// </summary>
    /// <param name="request">What is asked, of the model that it names.</param>
    /// <param name="options">What is asked besides; nothing when null.</param>
    /// <param name="cancellationToken">Gives the answer up, and ends its calls.</param>
    /// <exception cref="ParleyException">There is no answer, or it broke off after the events that were given.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, AskOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _asker.StreamAsync(request, options ?? AskOptions.None, static answer => ParleyException.Of(answer.Fault!, answer.Attempts), cancellationToken);
    }

    /// <summary>Asks for vectors, one for each input in its order.</summary>
    /// <param name="request">What is embedded, by the model that it names.</param>
    /// <param name="options">What is asked besides; nothing when null.</param>
    /// <param name="cancellationToken">Gives it up, and ends its calls.</param>
    /// <exception cref="ParleyException">There are none.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<EmbeddingReply> EmbedAsync(EmbeddingRequest request, AskOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (answer, reply) = await _asker.EmbedAsync(request, options ?? AskOptions.None, cancellationToken).ConfigureAwait(false);
        return answer.Fault is null ? reply! : throw ParleyException.Of(answer.Fault, answer.Attempts);
    }

    /// <summary>
    /// Asks for many answers, <paramref name="parallel"/> at a time, and gives them in the order of the requests. Requests are taken and asked ahead of the answers that are taken, at most eight for each that may be under way: neither all requests nor all answers are in memory at once.
    /// A request that fails is an answer with its fault, and the others go on. Whoever stops before the end ends those that are under way.
    /// </summary>
    /// <param name="requests">What is asked.</param>
    /// <param name="parallel">How many are under way at once, 1 to 4096.</param>
    /// <param name="options">What is asked besides, of each; nothing when null.</param>
    /// <param name="progress">Told of each answer as soon as it is there, in whatever order; what it throws ends the batch. Null where nobody wants to know.</param>
    /// <param name="cancellationToken">Gives all up that have not been answered.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parallel"/> is less than 1 or more than 4096.</exception>
    /// <exception cref="OperationCanceledException">They were given up.</exception>
    public IAsyncEnumerable<Answer> BatchAsync(IEnumerable<ChatRequest> requests, int parallel = 8, AskOptions? options = null, IProgress<Answer>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentOutOfRangeException.ThrowIfLessThan(parallel, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parallel, Batch.MostParallel);
        options = (options ?? AskOptions.None) with { IsOneOfMany = true };
        return Batch.AskAsync(requests, parallel, async (request, place, stop) =>
        {
            var answer = await _asker.AskAsync(request, options, place, stop).ConfigureAwait(false);
            progress?.Report(answer);
            return answer;
        }, cancellationToken);
    }

    /// <summary>
    /// A handler for <see cref="HttpClient"/> that answers a vendor's API from this engine, without a server: its official clients run unchanged, against any backend. What their base address is does not matter; keys that they send are not looked at.
    /// It may be disposed of at any time, and with it nothing of the gateway; when the gateway stops its answers are broken off, and later calls throw. Thread-safe.
    /// </summary>
    /// <param name="dialect">Whose API: <c>openai</c> (Chat, Responses, completions, embeddings, models), <c>anthropic</c>, <c>gemini</c>, <c>ollama</c> or <c>cohere</c>, or the name of one of their dialects.</param>
    /// <param name="options">How it answers; as usual when null.</param>
    /// <exception cref="ArgumentException">There is no such dialect, or none that callers speak.</exception>
    public HttpMessageHandler CreateHandler(string dialect, HandlerOptions? options = null) => new EngineHandler(Service, _running, Vendors.Require(dialect), options ?? new HandlerOptions());

    /// <summary>Asks the backends what they serve; bare model names then find them. Never throws for a backend that does not answer.</summary>
    public Task RefreshModelsAsync(CancellationToken cancellationToken = default) => Engine.Models.RefreshAsync(Snapshot, cancellationToken);

    /// <summary>Asks those backends if they are well whose time has come, as their configuration says. Routing and readiness go by what it sees. Never throws for a backend that does not answer.</summary>
    public Task CheckHealthAsync(CancellationToken cancellationToken = default) => Engine.Health.AskDueAsync(Snapshot, cancellationToken);

    /// <summary>Does so until it is cancelled. One loop is enough for a gateway.</summary>
    public Task KeepCheckingHealthAsync(CancellationToken cancellationToken) => Engine.Health.RunAsync(() => Snapshot, cancellationToken);

    /// <summary>Reads the sensors of local hardware until it is cancelled, where the configuration wants it. One loop is enough for a gateway.</summary>
    public Task KeepReadingSensorsAsync(CancellationToken cancellationToken) => Engine.Sensors.RunAsync(() => Snapshot, cancellationToken);

    /// <summary>Brings the ledger's entries into its store until it is cancelled; does nothing where no ledger is kept. One loop is enough for a gateway.</summary>
    public async Task KeepBooksAsync(CancellationToken cancellationToken)
    {
        if (Books is not { } books)
            return;
        var restoring = books.Store is IBudgetHistory history ? KeepRestoringAsync(books, history, cancellationToken) : Task.CompletedTask;
        var sharing = Engine.Neighbours?.RunAsync(cancellationToken) ?? Task.CompletedTask;
        await books.RunAsync(() => Snapshot.Ledger, cancellationToken).ConfigureAwait(false);
        await sharing.ConfigureAwait(false);
        await restoring.ConfigureAwait(false);
    }

    /// <summary>
    /// Adds to the limits of callers what was used before this process began, as far as a history knows; requests go on meanwhile. Called again after the configuration has changed it looks up limits that are new.
    /// What the history throws is thrown on, and looked up again the next time.
    /// </summary>
    public Task RestoreBudgetsAsync(IBudgetHistory history, CancellationToken cancellationToken = default) => Engine.BudgetRestore.RestoreAsync(Snapshot, history, cancellationToken);

    /// <summary>What was used before is added to the limits when the store has it: also what a process left that was killed.</summary>
    private async Task KeepRestoringAsync(Bookkeeper books, IBudgetHistory history, CancellationToken cancellationToken)
    {
        GatewaySnapshot? restored = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            // Another also where a key of the store has changed.
            var current = Snapshot;
            if (!ReferenceEquals(current, restored) && await books.FlushAsync(cancellationToken).ConfigureAwait(false) && await TryRestoreAsync(history, cancellationToken).ConfigureAwait(false))
                restored = current;
            await Task.Delay(BetweenRestoring, Engine.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryRestoreAsync(IBudgetHistory history, CancellationToken cancellationToken)
    {
        try
        {
            await RestoreBudgetsAsync(history, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception away) when (away is LedgerStoreException || (away is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // The bookkeeper has said that the store is away, and it is asked again.
            return false;
        }
    }

    /// <summary>Takes up what changes in the store of keys until it is cancelled; does nothing where there is none. One loop is enough for a gateway.</summary>
    public Task KeepKeysAsync(CancellationToken cancellationToken) => Keys?.RunAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Lets everything go, and does not wait for backends that are code to stop.</summary>
    public void Dispose()
    {
        _running.Dispose();
        Engine.Dispose();
    }

    /// <summary>Breaks off what the host itself and its clients ask, and takes nothing more of them.</summary>
    internal Task StopAskingAsync() => _running.StopAsync();

    /// <summary>Breaks off what the host itself asks, stops the backends that are code, and lets everything go.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAskingAsync().ConfigureAwait(false);
        await Engine.StopCodeAsync().ConfigureAwait(false);
        Dispose();
    }
}
