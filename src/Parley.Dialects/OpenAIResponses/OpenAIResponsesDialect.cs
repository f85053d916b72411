namespace Parley.Dialects.OpenAIResponses;

/// <summary>The dialect of OpenAI's responses, which coding agents speak.</summary>
public static class OpenAIResponsesDialect
{
    /// <summary>The dialect.</summary>
    public static Dialect Instance { get; } = new(
        Names.Dialect,
        "openai",
        [new Operation("responses", new Codec(), ["v1/responses", "responses"])]);
}
