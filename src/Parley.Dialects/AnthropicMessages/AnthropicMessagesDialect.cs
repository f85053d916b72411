namespace Parley.Dialects.AnthropicMessages;

/// <summary>Anthropic's Messages API.</summary>
public static class AnthropicMessagesDialect
{
    private static readonly AnthropicMessagesCodec Chat = new();

    /// <summary>The dialect with its operations.</summary>
    public static Dialect Instance { get; } = new(
        DialectNames.AnthropicMessages,
        "anthropic",
        [
            new Operation("chat", Chat, ["v1/messages"]),
            new Operation("count_tokens", new CountCodec(Chat), ["v1/messages/count_tokens"]),
        ]);
}
