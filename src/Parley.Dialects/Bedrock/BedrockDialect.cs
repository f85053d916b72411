namespace Parley.Dialects.Bedrock;

/// <summary>Amazon Bedrock's Converse and ConverseStream.</summary>
public static class BedrockDialect
{
    /// <summary>The dialect with its one operation, <c>chat</c>. It is spoken towards backends; callers have no route.</summary>
    public static Dialect Instance { get; } = new(DialectNames.BedrockConverse, "bedrock", [new Operation("chat", new BedrockCodec(), [])]);
}
