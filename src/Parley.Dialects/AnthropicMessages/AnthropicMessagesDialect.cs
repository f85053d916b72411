namespace Parley.Dialects.AnthropicMessages;

/// <summary>Anthropic's Messages API.</summary>
public static class AnthropicMessagesDialect
{
    /// <summary>The dialect with its one operation, <c>chat</c>.</summary>
    public static Dialect Instance { get; } = new(DialectNames.AnthropicMessages, "anthropic", [new Operation("chat", new AnthropicMessagesCodec(), ["v1/messages"])]);
}
