using Microsoft.Extensions.AI;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Extensions.AI.Tests;

/// <summary>Parley as an embedding generator.</summary>
public sealed class EmbeddingTests
{
    [Theory]
    [InlineData("[1.5,-2,3e1]")]
    [InlineData("\"AADAPwAAAMAAAPBB\"")]
    public async Task Vectors_are_numbers_in_either_form(string wire)
    {
        var vectors = new Vectors((_, _) => wire);
        await using var parley = ParleyClient.Create(b => b.AddBackend(vectors));

        var embeddings = await parley.AsEmbeddingGenerator("vectors/v").GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 3 });

        Assert.Equal([1.5f, -2f, 30f], embeddings[0].Vector.ToArray());
        Assert.Equal((3, 4L, "v"), (vectors.Asked!.Dimensions, embeddings.Usage!.InputTokenCount, embeddings[0].ModelId));
    }

    [Fact]
    public async Task Vectors_come_in_the_order_of_their_texts()
    {
        await using var parley = ParleyClient.Create(b => b.AddBackend(new Vectors((text, _) => $"[{text.Length}]")));

        var embeddings = await parley.AsEmbeddingGenerator("vectors/v").GenerateAsync(Enumerable.Range(1, 300).Select(static length => new string('x', length)));

        Assert.Equal(Enumerable.Range(1, 300).Select(static length => (float)length), embeddings.Select(static embedding => embedding.Vector.Span[0]));
    }

    [Fact]
    public async Task Vector_that_is_none_is_the_backends_fault()
    {
        await using var parley = ParleyClient.Create(b => b.AddBackend(new Vectors((_, _) => "[true]")));

        await Assert.ThrowsAsync<BackendException>(() => parley.AsEmbeddingGenerator("vectors/v").GenerateAsync(["a"]));
    }

    [Fact]
    public async Task Options_arrive_and_what_has_no_place_is_told()
    {
        var vectors = new Vectors((_, _) => "[1]");
        await using var parley = ParleyClient.Create(b => b.AddBackend(vectors));

        var embeddings = await parley.AsEmbeddingGenerator().GenerateAsync(["a"], new EmbeddingGenerationOptions { ModelId = "vectors/w", AdditionalProperties = new() { ["user"] = "u", ["purpose"] = "query", ["odd"] = 1 } });

        Assert.Equal(("w", "u", EmbeddingPurpose.Query), (vectors.Asked!.Model, vectors.Asked.User, vectors.Asked.Purpose));
        Assert.Equal("options.AdditionalProperties[odd]", Assert.Single((IReadOnlyList<ConversionEntry>)embeddings.AdditionalProperties![ChatProperties.Losses]!).Field);
    }

    [Fact]
    public async Task Services_are_the_engine_and_the_generator_itself()
    {
        await using var parley = ParleyClient.Create(b => b.AddBackend(new Vectors((_, _) => "[1]")));
        var generator = parley.AsEmbeddingGenerator("vectors/v");

        Assert.Same(generator, generator.GetService<IEmbeddingGenerator<string, Embedding<float>>>());
        Assert.Same(parley, generator.GetService<ParleyClient>());
        Assert.Equal("vectors/v", generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
    }

    private sealed class Vectors : InProcessBackend
    {
        private readonly Func<string, int, string> _vector;

        public Vectors(Func<string, int, string> vector)
            : base("vectors") => (_vector, Abilities) = (vector, Abilities with { Embeddings = true });

        public EmbeddingRequest? Asked { get; private set; }

        public override IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<EmbeddingReply> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
        {
            Asked = request;
            return new(new EmbeddingReply
            {
                Vectors = [.. request.Inputs.Select((input, i) => new EmbeddingVector(RawJson.Parse(_vector(input.Text.ToString(), i))))],
                Usage = new Usage { Input = TokenCount.Exact(4) },
            });
        }
    }
}
