namespace Parley.Dialects.OpenAIChat;

/// <summary>The dialect of OpenAI's chat completions, which most providers imitate.</summary>
public static class OpenAIChatDialect
{
    /// <summary>The dialect.</summary>
    public static Dialect Instance { get; } = new(
        Names.Dialect,
        "openai",
        [new Operation("chat", new Codec(), ["v1/chat/completions", "chat/completions"])]);
}
