using Parley.Dialects;

namespace Parley.Configuration;

/// <summary>What a provider's API can do natively, as far as anybody knows: one model of it may do less.</summary>
public sealed record Abilities
{
    /// <summary>Everything: what is assumed of a server that the catalog does not describe.</summary>
    public static Abilities All { get; } = new()
    {
        Tools = true, Vision = true, Audio = true, Documents = true, JsonSchema = true, Streaming = true, Embeddings = true, Reasoning = true, Rerank = true,
    };

    /// <summary>It chats.</summary>
    public bool Chat { get; init; } = true;

    /// <summary>It has completions of its own (<c>/v1/completions</c>). Where it does not, it is asked to chat.</summary>
    public bool Completions { get; init; }

    /// <summary>It fills in the middle, between a prompt and a suffix.</summary>
    public bool Fim { get; init; }

    /// <summary>It can be offered tools.</summary>
    public bool Tools { get; init; }

    /// <summary>It sees images.</summary>
    public bool Vision { get; init; }

    /// <summary>It hears sound.</summary>
    public bool Audio { get; init; }

    /// <summary>It reads attached documents.</summary>
    public bool Documents { get; init; }

    /// <summary>It can be held to a JSON schema.</summary>
    public bool JsonSchema { get; init; }

    /// <summary>It streams.</summary>
    public bool Streaming { get; init; }

    /// <summary>It embeds texts.</summary>
    public bool Embeddings { get; init; }

    /// <summary>It orders documents.</summary>
    public bool Rerank { get; init; }

    /// <summary>It counts tokens. Where it does not, Parley estimates them.</summary>
    public bool CountTokens { get; init; }

    /// <summary>It can be asked for thoughts.</summary>
    public bool Reasoning { get; init; }

    /// <summary>The needs of a request that can be met.</summary>
    public RequestNeeds Met =>
        When(Tools, RequestNeeds.Tools) | When(Vision, RequestNeeds.Vision) | When(Audio, RequestNeeds.Audio) | When(Documents, RequestNeeds.Documents)
        | When(JsonSchema, RequestNeeds.JsonSchema) | When(Streaming, RequestNeeds.Streaming) | When(Reasoning, RequestNeeds.Reasoning);

    /// <summary>The needs of a request that cannot be met.</summary>
    public RequestNeeds Missing(RequestNeeds needs) => needs & ~Met;

    /// <summary>Whether it has the operation as such; where not, another of its kind may stand in.</summary>
    public bool Has(Operation operation) => Has(operation.Codec.Kind) && (Completions || operation.Name != Operation.Completions);

    /// <summary>Whether it can be asked for this at all.</summary>
    public bool Has(OperationKind kind) => kind switch
    {
        OperationKind.Embeddings => Embeddings,
        OperationKind.Rerank => Rerank,
        OperationKind.CountTokens => CountTokens,
        OperationKind.FillIn => Fim,
        _ => Chat,
    };

    private static RequestNeeds When(bool able, RequestNeeds need) => able ? need : RequestNeeds.None;
}
