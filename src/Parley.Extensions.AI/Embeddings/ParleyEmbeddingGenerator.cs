using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Chat;
using Parley.Extensions.AI.Content;
using Parley.Pipeline;

namespace Parley.Extensions.AI.Embeddings;

/// <summary>Parley as an embedding generator. Thread-safe; the engine is not its own, and lives on when it is disposed. More texts than a backend takes at once are asked in several calls, and come in order.</summary>
internal sealed class ParleyEmbeddingGenerator(Gateway gateway, ParleyClient? parley, string? model, AskOptions ask) : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly Services _services = new(new EmbeddingGeneratorMetadata("parley", null, model), gateway, parley);

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var log = new ConversionLog();
        var (request, asked) = Prepare(values, options, log);
        if (request.Inputs.Count == 0)
            return [];
        var reply = await gateway.EmbedAsync(request, asked, cancellationToken).ConfigureAwait(false);
        var embeddings = new GeneratedEmbeddings<Embedding<float>>(reply.Vectors.Count) { Usage = Usages.Of(reply.Usage) };
        foreach (var vector in reply.Vectors)
            embeddings.Add(new Embedding<float>(Floats.Read(vector.Values)) { ModelId = reply.Model });
        if (log.Entries.Count > 0)
            embeddings.AdditionalProperties = new() { [ChatProperties.Losses] = log.Entries };
        return embeddings;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => _services.Find(serviceType, serviceKey, this);

    public void Dispose()
    {
        // The engine belongs to whoever made it.
    }

    private (EmbeddingRequest Request, AskOptions Asked) Prepare(IEnumerable<string> values, EmbeddingGenerationOptions? options, ConversionLog log)
    {
        var asked = ask;
        EmbeddingRequest? raw = null;
        switch (options?.RawRepresentationFactory?.Invoke(this))
        {
            case null: break;
            case EmbeddingRequest own: raw = own; break;
            case AskOptions own: asked = own; break;
            case var other: log.Dropped("options.RawRepresentationFactory", other.GetType().Name); break;
        }
        var inputs = new List<EmbeddingInput>(raw?.Inputs ?? []);
        foreach (var value in Given.All(values, nameof(values)))
            inputs.Add(new EmbeddingInput(value));
        var name = raw is { Model.Length: > 0 } ? raw.Model : options?.ModelId ?? model ?? Configuration.ModelResolver.Auto;
        var request = (raw ?? new EmbeddingRequest { Model = name, Inputs = inputs }) with { Model = name, Inputs = inputs };
        request = Filled(request with { Dimensions = request.Dimensions ?? options?.Dimensions }, options?.AdditionalProperties, log);
        return asked.RejectLoss && log.Verdict == ConversionVerdict.Lossy ? throw ParleyException.Of(Losses.Refusal(log)) : (request, asked);
    }

    private static EmbeddingRequest Filled(EmbeddingRequest request, AdditionalPropertiesDictionary? properties, ConversionLog log)
    {
        foreach (var (name, value) in properties ?? [])
        {
            if (name == "user" && value is string user)
                request = request with { User = user };
            else if (name == "purpose" && Enum.TryParse<EmbeddingPurpose>(value?.ToString(), ignoreCase: true, out var purpose))
                request = request with { Purpose = purpose };
            else if (name == "truncation" && Enum.TryParse<InputTruncation>(value?.ToString(), ignoreCase: true, out var truncation))
                request = request with { Truncation = truncation };
            else if (value is not null)
                log.Dropped($"options.AdditionalProperties[{name}]", value.ToString());
        }
        return request;
    }
}
