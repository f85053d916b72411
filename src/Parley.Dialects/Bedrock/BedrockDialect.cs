namespace Parley.Dialects.Bedrock;

/// <summary>Amazon Bedrock: Converse and ConverseStream, CountTokens, and InvokeModel for vectors.</summary>
public static class BedrockDialect
{
    private static readonly BedrockCodec Chat = new();

    /// <summary>The dialect with its operations. It is spoken towards backends; callers have no route.</summary>
    public static Dialect Instance { get; } = new(
        DialectNames.BedrockConverse,
        "bedrock",
        [
            new Operation("chat", Chat, []),
            new Operation("embeddings", new EmbedCodec(), []),
            new Operation("count_tokens", new CountCodec(Chat), []),
        ]);
}
