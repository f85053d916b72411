using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Pipeline;
using Parley.Serving;

namespace Parley;

/// <summary>
/// Parley in your process: one engine, the backends that you name, and everything that the gateway does. Make one and keep it, as you would an <see cref="HttpClient"/>; thread-safe.
/// What goes wrong in the world is thrown as a <see cref="ParleyException"/>; <see cref="AskAsync"/> and a batch give it as a value.
/// </summary>
public sealed class ParleyClient : IAsyncDisposable, IDisposable
{
    private readonly ParleySetup _setup;
    private readonly ConfigurationStore _store;
    private readonly Lock _reconfiguring = new();
    private readonly ClientLoops _loops;
    private GatewayOptions _options;
    private readonly List<Func<GatewayOptions, GatewayOptions>> _since = [];
    private bool _isDisposed;

    internal ParleyClient(ParleySetup setup)
    {
        _setup = setup;
        _store = new ConfigurationStore(setup.Loaded.Require());
        _options = setup.Loaded.Options!;
        Statistics = new GatewayStatistics(setup.Time);
        Gateway = new Gateway(() => _store.Current, setup.Time, setup.Loggers, setup.Parts with { Observers = [.. setup.Parts.Observers, Statistics] });
        _loops = new ClientLoops(Gateway);
        Backends = new BackendInspector(Gateway);
        setup.References?.Renewed += ReadAgain;
    }

    /// <summary>Starts Parley.</summary>
    /// <param name="build">Says which backends there are, and how requests find them.</param>
    /// <exception cref="ConfigurationException">What was said cannot be; the exception holds every problem.</exception>
    public static ParleyClient Create(Action<ParleyBuilder> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        var builder = new ParleyBuilder();
        build(builder);
        return builder.Build();
    }

    /// <summary>The engine beneath, for hosts that map it into a web application, or ask for its decisions and costs.</summary>
    public Gateway Gateway { get; }

    /// <summary>How requests went since the start, or since they were reset.</summary>
    public GatewayStatistics Statistics { get; }

    /// <summary>How the backends are, what they serve, and what they cost.</summary>
    public BackendInspector Backends { get; }

    /// <summary>Asks a model in one sentence.</summary>
    /// <param name="model">A model name, <c>backend/model</c>, or <c>auto</c>.</param>
    /// <param name="text">What the user says.</param>
    /// <param name="options">What is asked besides; nothing when null.</param>
    /// <param name="cancellationToken">Gives the answer up, and ends its calls.</param>
    /// <exception cref="ParleyException">There is no answer.</exception>
    public Task<ChatReply> ChatAsync(string model, string text, AskOptions? options = null, CancellationToken cancellationToken = default) =>
        ChatAsync(ChatRequest.Of(model, text), options, cancellationToken);

    /// <summary>Asks for a whole answer.</summary>
    /// <inheritdoc cref="ChatAsync(string, string, AskOptions, CancellationToken)"/>
    public async Task<ChatReply> ChatAsync(ChatRequest request, AskOptions? options = null, CancellationToken cancellationToken = default) =>
        (await AskAsync(request, options, cancellationToken).ConfigureAwait(false)).Require();

    /// <summary>Asks whichever model fits best by the strategy in force: the model <c>auto</c>, which is every target that was named.</summary>
    /// <inheritdoc cref="ChatAsync(string, string, AskOptions, CancellationToken)"/>
    public Task<ChatReply> OptimizeAsync(string text, AskOptions? options = null, CancellationToken cancellationToken = default) => ChatAsync(ModelResolver.Auto, text, options, cancellationToken);

    /// <summary>Asks for a whole answer. What goes wrong in the world is in it; who answered, what was lost and which calls were made, too.</summary>
    /// <inheritdoc cref="Gateway.AskAsync"/>
    public Task<Answer> AskAsync(ChatRequest request, AskOptions? options = null, CancellationToken cancellationToken = default) => Gateway.AskAsync(request, options, cancellationToken);

    /// <summary>Asks a model in one sentence, and gives the answer as it comes.</summary>
    /// <inheritdoc cref="StreamAsync(ChatRequest, AskOptions, CancellationToken)"/>
    public IAsyncEnumerable<ChatEvent> StreamAsync(string model, string text, AskOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsync(ChatRequest.Of(model, text), options, cancellationToken);

    /// <inheritdoc cref="Gateway.StreamAsync"/>
    public IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, AskOptions? options = null, CancellationToken cancellationToken = default) => Gateway.StreamAsync(request, options, cancellationToken);

    /// <summary>Asks for the vectors of texts, in their order.</summary>
    /// <exception cref="ParleyException">There are none.</exception>
    public Task<EmbeddingReply> EmbedAsync(string model, IEnumerable<string> texts, AskOptions? options = null, CancellationToken cancellationToken = default) =>
        EmbedAsync(new EmbeddingRequest { Model = model, Inputs = [.. texts.Select(static text => new EmbeddingInput(text))] }, options, cancellationToken);

    /// <inheritdoc cref="EmbedAsync(string, IEnumerable{string}, AskOptions, CancellationToken)"/>
    public Task<EmbeddingReply> EmbedAsync(EmbeddingRequest request, AskOptions? options = null, CancellationToken cancellationToken = default) => Gateway.EmbedAsync(request, options, cancellationToken);

    /// <inheritdoc cref="Gateway.BatchAsync"/>
    public IAsyncEnumerable<Answer> BatchAsync(IEnumerable<ChatRequest> requests, int parallel = 8, AskOptions? options = null, IProgress<Answer>? progress = null, CancellationToken cancellationToken = default) =>
        Gateway.BatchAsync(requests, parallel, options, progress, cancellationToken);

    /// <summary>Asks one model many questions of one sentence.</summary>
    /// <inheritdoc cref="Gateway.BatchAsync"/>
    public IAsyncEnumerable<Answer> BatchAsync(string model, IEnumerable<string> texts, int parallel = 8, AskOptions? options = null, IProgress<Answer>? progress = null, CancellationToken cancellationToken = default) =>
        BatchAsync(texts.Select(text => ChatRequest.Of(model, text)), parallel, options, progress, cancellationToken);

    /// <inheritdoc cref="Gateway.CreateHandler"/>
    public HttpMessageHandler CreateHandler(string dialect, HandlerOptions? options = null) => Gateway.CreateHandler(dialect, options);

    /// <summary>Changes the configuration while requests run: each keeps the one that it began with. With errors nothing changes.</summary>
    /// <param name="change">Makes the new configuration of the one in force. It is made again where secrets are taken up anew (<see cref="ParleyBuilder.References"/>): let it do nothing else.</param>
    /// <returns>What is different now, and every problem.</returns>
    public Reload Reconfigure(Func<GatewayOptions, GatewayOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_reconfiguring)
        {
            var changed = change(_options) ?? throw new ArgumentException("The change gives null in place of a configuration.", nameof(change));
            var reload = _store.TryReload(_setup.Loader, changed);
            if (reload.IsApplied)
            {
                _options = changed;
                if (_setup.References is not null)
                    _since.Add(change);
            }
            return reload;
        }
    }

    /// <summary>A secret was refused, and its command or file gives another one now.</summary>
    private void ReadAgain(object? sender, EventArgs nothing)
    {
        lock (_reconfiguring)
        {
            if (_setup.Read(options => _since.Aggregate(options, static (options, change) => change(options))).Options is { } read && _store.TryReload(_setup.Loader, read).IsApplied)
                _options = read;
        }
    }

    /// <summary>The same as <see cref="DisposeAsync"/> for containers that are disposed of synchronously: waits for it on this thread.</summary>
    public void Dispose() => Waiting.For(DisposeAsync);

    /// <summary>Breaks off the requests that run, and waits until they are in the books; then stops health checks, the ledger's writer and backends that are code, and lets connections go. Requests that come later throw.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        _setup.References?.Renewed -= ReadAgain;
        await Gateway.StopAskingAsync().ConfigureAwait(false);
        try
        {
            await _loops.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await Gateway.DisposeAsync().ConfigureAwait(false);
            if (_setup.Closed is { } closed)
                await closed().ConfigureAwait(false);
        }
    }
}
