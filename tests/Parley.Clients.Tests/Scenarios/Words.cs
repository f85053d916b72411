namespace Parley.Clients.Tests.Scenarios;

/// <summary>The words that clients show for how an answer ended, by the dialect that the client speaks.</summary>
internal static class Words
{
    /// <summary>The answer is complete.</summary>
    public static string Natural(string dialect) => dialect switch
    {
        "anthropic" => "end_turn",
        "gemini" => "STOP",
        "cohere" => "COMPLETE",
        "openai-responses" => "completed",
        _ => "stop",
    };

    /// <summary>The model calls tools. Gemini and Ollama have no word of their own for it.</summary>
    public static string Calls(string dialect) => dialect switch
    {
        "openai" => "tool_calls",
        "anthropic" => "tool_use",
        "gemini" => "STOP",
        "cohere" => "TOOL_CALL",
        "openai-responses" => "completed",
        _ => "stop",
    };

    /// <summary>A filter refused. Ollama has no word for it, Cohere none of its own.</summary>
    public static string Refused(string dialect) => dialect switch
    {
        "openai" or "openai-responses" => "content_filter",
        "anthropic" => "refusal",
        "gemini" => "SAFETY",
        "cohere" => "ERROR",
        _ => "stop",
    };

    /// <summary>The token limit was reached.</summary>
    public static string Length(string dialect) => dialect switch
    {
        "anthropic" => "max_tokens",
        "openai-responses" => "max_output_tokens",
        "gemini" or "cohere" => "MAX_TOKENS",
        _ => "length",
    };
}
