using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Backends;
using Parley.Extensions.AI.Embeddings;

namespace Parley.Extensions.AI;

/// <summary>Any chat client as a backend: routed to, failed over, limited and recorded like any other, whatever dialect the caller speaks. The client is the host's to dispose.</summary>
public sealed class ChatClientBackend : InProcessBackend
{
    private readonly IChatClient _client;
    private readonly ChatClientBackendOptions _options;
    private readonly ClientFaults _faults;

    /// <summary>Converted when losses were asked for, and used when the request is asked.</summary>
    private readonly ConditionalWeakTable<ChatRequest, Prepared> _questions = [];

    /// <summary>Makes a backend of a client.</summary>
    /// <param name="client">The client; several calls may use it at once.</param>
    /// <param name="id">The name that callers and targets write before the slash.</param>
    /// <param name="options">What is declared of it; the usual when null.</param>
    public ChatClientBackend(IChatClient client, string id, ChatClientBackendOptions? options = null)
        : base(id)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _options = options ??= new ChatClientBackendOptions();
        _faults = new ClientFaults(options.FaultOf);
        Name = options.Name;
        DefaultModel = options.DefaultModel ?? (client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId;
        Models = [.. options.Models];
        Priority = options.Priority;
        Timeouts = options.Timeouts;
        Price = options.Price;
        Abilities = options.Abilities with { Embeddings = options.Embeddings is not null };
        MostStopSequences = options.MostStopSequences;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (question, log) = Take(request);
        var reader = new UpdateReader(ClientQuestion.DialectOf(Id), log);
        await foreach (var update in _faults.Guard(() => _client.GetStreamingResponseAsync(question.Messages, question.Options, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            // Who was left behind writes no more into the log of the attempt.
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var told in reader.Read(Answered.Required(update, "an update")))
                yield return told;
        }
        foreach (var told in reader.Complete())
            yield return told;
    }

    /// <inheritdoc/>
    public override async ValueTask<ChatReply> ReplyAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (question, log) = Take(request);
        try
        {
            var response = await _client.GetResponseAsync(question.Messages, question.Options, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return ResponseReading.Of(Answered.Required(response, "a response"), ClientQuestion.DialectOf(Id), log);
        }
        catch (Exception exception) when (_faults.Of(exception, cancellationToken) is { } fault)
        {
            throw new BackendFaultException(fault with { Thrown = exception });
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<EmbeddingReply> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_options.Embeddings is not { } generator)
            return await base.EmbedAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            return await GeneratedVectors.AskAsync(generator, request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (_faults.Of(exception, cancellationToken) is { } fault)
        {
            throw new BackendFaultException(fault with { Thrown = exception });
        }
    }

    /// <inheritdoc/>
    protected override void RecordLosses(ChatRequest request, ConversionLog log)
    {
        ArgumentNullException.ThrowIfNull(request);
        _questions.AddOrUpdate(request, Prepare(request, log));
    }

    private Prepared Prepare(ChatRequest request, ConversionLog log) => new(ClientQuestion.Of(request, Id, _options.SendsAdditionalProperties, log), log);

    private Prepared Take(ChatRequest request)
    {
        if (!_questions.TryGetValue(request, out var prepared))
            return Prepare(request, new ConversionLog());
        _questions.Remove(request);
        return prepared;
    }

    /// <summary>A question, and where what its answer loses is told as well.</summary>
    private sealed record Prepared(ClientQuestion Question, ConversionLog Log);
}
