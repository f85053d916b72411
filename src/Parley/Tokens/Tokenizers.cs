namespace Parley.Tokens;

/// <summary>Says how the prompts of a model are counted.</summary>
/// <remarks>
/// OpenAI's families are those of its library (<c>tiktoken/model.py</c>). Every other model is counted with the encoding of its newest models, which comes nearest to what others use today,
/// without a factor: those differ by language more than by vendor.
/// </remarks>
internal static class Tokenizers
{
    /// <summary>What the models of a family are called, and their encoding. The first that fits counts, so that longer names stand first.</summary>
    private static readonly (string Family, Tokenizer Tokenizer)[] Families =
    [
        ("gpt-5", Tokenizer.O200k),
        ("gpt-4o", Tokenizer.O200k),
        ("gpt-4.1", Tokenizer.O200k),
        ("gpt-4.5", Tokenizer.O200k),
        ("gpt-oss", Tokenizer.O200k),
        ("chatgpt", Tokenizer.O200k),
        ("o1", Tokenizer.O200k),
        ("o3", Tokenizer.O200k),
        ("o4", Tokenizer.O200k),
        ("gpt-4", Tokenizer.Cl100k),
        ("gpt-3.5", Tokenizer.Cl100k),
        ("gpt-35", Tokenizer.Cl100k),
        ("text-embedding-3", Tokenizer.Cl100k),
        ("text-embedding-ada-002", Tokenizer.Cl100k),
    ];

    /// <summary>The tokenizer for a model, by its name; a path before it (<c>openai/gpt-4o</c>) and the mark of a fine-tuned model (<c>ft:gpt-4o:...</c>) do not matter.</summary>
    public static ModelTokenizer For(string model)
    {
        var name = model.AsSpan(model.LastIndexOf('/') + 1);
        if (name.StartsWith("ft:", StringComparison.OrdinalIgnoreCase))
            name = name["ft:".Length..];
        foreach (var (family, tokenizer) in Families)
        {
            if (IsOf(name, family))
                return new ModelTokenizer(tokenizer, IsEstimate: false);
        }
        return new ModelTokenizer(Tokenizer.O200k, IsEstimate: true);
    }

    private static bool IsOf(ReadOnlySpan<char> name, string family) =>
        name.StartsWith(family, StringComparison.OrdinalIgnoreCase) && (name.Length == family.Length || !char.IsAsciiLetterOrDigit(name[family.Length]));
}

/// <summary>The tokenizer that a model's text is counted with.</summary>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="IsEstimate">True when the model has another one, which Parley does not know: then even the count of a plain text is an estimate.</param>
internal readonly record struct ModelTokenizer(Tokenizer Tokenizer, bool IsEstimate);
