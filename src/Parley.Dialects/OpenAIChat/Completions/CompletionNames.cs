namespace Parley.Dialects.OpenAIChat;

/// <summary>The mapping of OpenAI's older completions, and of those that fill in the middle (Mistral), to the conversation.</summary>
/// <remarks>
/// <para>Source: the API reference of <c>POST /v1/completions</c> and of <c>POST /v1/fim/completions</c> (docs.mistral.ai).</para>
/// <para>Request: <c>prompt</c> = one user message; <c>logprobs</c> (a number) = Sampling.Logprobs and TopLogprobs; <c>max_tokens</c>, <c>stop</c>, <c>user</c>, <c>stream</c> and the sampling members as in chat.
/// <c>echo</c> = StreamOptions.Echo: Parley puts the prompt before the text itself. Several prompts, token numbers, <c>suffix</c>, and an echo with log probabilities no conversation can say: only an upstream with the
/// operation is asked for them. <c>best_of</c> and everything else = Extras, under a name of their own, since chat knows few of them.</para>
/// <para>Reply: <c>choices[].text</c> = TextPart; <c>logprobs</c> stays as the upstream shapes it and is written in the older shape; thoughts, calls and images are lost.</para>
/// </remarks>
internal static class CompletionNames
{
    /// <summary>Marks what a request of these operations holds beside the conversation.</summary>
    public const string Dialect = "openai-completions";

    /// <summary>The path of completions below the base address.</summary>
    public const string Path = "completions";

    /// <summary>The path of those that fill in the middle.</summary>
    public const string FillInPath = "fim/completions";

    public const string Prompt = "prompt";

    public const string Suffix = "suffix";

    public const string Echo = "echo";

    public const string BestOf = "best_of";

    public const string LogitBias = "logit_bias";
}
