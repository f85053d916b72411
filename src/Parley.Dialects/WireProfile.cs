namespace Parley.Dialects;

/// <summary>
/// How one upstream deviates from the dialect that it speaks: a small closed set, filled from the <c>quirks</c> of its catalog file. Each member is used by two providers or more.
/// </summary>
public sealed record WireProfile
{
    /// <summary>The dialect's own provider: no deviation.</summary>
    public static WireProfile Default { get; } = new();

    /// <summary>How OpenAI Chat spells the token limit.</summary>
    public MaxTokensMember MaxTokens { get; init; } = MaxTokensMember.ByModel;

    /// <summary>Whether streams may be asked for usage by <c>stream_options</c>; false where the member is rejected (Mistral) and usage comes anyway.</summary>
    public bool StreamOptions { get; init; } = true;

    /// <summary>Under which member the upstream takes back a thought of its own; thoughts of others are never sent.</summary>
    public ReasoningMember Reasoning { get; init; } = ReasoningMember.None;

    /// <summary>What tool-call ids the upstream accepts.</summary>
    public ToolCallIdRule ToolCallIds { get; init; } = ToolCallIdRule.Any;

    /// <summary>True where unknown members are an error: extras and newer members are then left out and recorded.</summary>
    public bool RejectsUnknownMembers { get; init; }

    /// <summary>Whether the role <c>developer</c> is understood; otherwise it is written as <c>system</c>.</summary>
    public bool DeveloperRole { get; init; } = true;

    /// <summary>How far the upstream can be held to a JSON form.</summary>
    public StructuredOutput StructuredOutput { get; init; } = StructuredOutput.JsonSchema;

    /// <summary>Whether the upstream is documented to hold its models to a schema that it took, so that nobody need check an answer to the caller's own words.</summary>
    public bool HoldsToSchema { get; init; }

    /// <summary>Whether images may be given by address; false where only bytes are taken (Ollama).</summary>
    public bool MediaUrls { get; init; } = true;

    /// <summary>Whether <c>top_k</c>, <c>min_p</c> and <c>repetition_penalty</c> are understood beside OpenAI's own members (vLLM, Together, OpenRouter, Fireworks ...).</summary>
    public bool ExtendedSampling { get; init; }

    /// <summary>Whether a stream is complete once a finish reason came, without <c>[DONE]</c> (Cerebras, Perplexity).</summary>
    public bool EndsWithoutDone { get; init; }

    /// <summary>In what its host wraps a message of Anthropic's.</summary>
    public MessageEnvelope Envelope { get; init; } = MessageEnvelope.None;

    /// <summary>Which values of the dialect's own feature headers (<c>anthropic-beta</c>) pass: exact, with <c>*</c> at the end, or <c>theirs=own</c> where the upstream has another name; all others are left out and recorded. Null where all pass.</summary>
    public IReadOnlyList<string>? Flags { get; init; }

    /// <summary>Whether tokens are counted of a request as it is, without <c>generateContentRequest</c> around it (Vertex AI).</summary>
    public bool PlainCounts { get; init; }

    /// <summary>How many texts may be embedded in one request (OpenAI 2048, Gemini 100, Cohere 96); more are asked for in several.</summary>
    public int MostInputs { get; init; } = int.MaxValue;

    /// <summary>True where only OpenAI's own spelling is taken (OpenAI, Azure): what clients of its imitators say in their way is then written in OpenAI's.</summary>
    public bool OwnSpelling { get; init; }

    /// <summary>How many stop sequences one request may have (OpenAI and Groq 4, DeepSeek 16); further ones are found in the answer.</summary>
    public int MostStops { get; init; } = int.MaxValue;

    /// <summary>How many answers one request may ask for, where the dialect can ask for several (Groq 1); more are asked for one by one.</summary>
    public int MostChoices { get; init; } = int.MaxValue;

    /// <summary>In which of its dialects the upstream can be asked to search the web itself, see <see cref="IChatCodec.CanSearch"/>.</summary>
    public IReadOnlyList<string> WebSearch { get; init; } = [];

    /// <summary>In whose form documents are ordered: Voyage takes <c>top_k</c> where all others take <c>top_n</c>, and documents as texts alone.</summary>
    public RerankForm RerankForm { get; init; } = RerankForm.TopN;

    /// <summary>How the length and the numbers of vectors are asked for.</summary>
    public VectorForm VectorForm { get; init; } = VectorForm.Dimensions;

    /// <summary>In which words upstreams are told what vectors are for.</summary>
    public PurposeWords PurposeWords { get; init; } = PurposeWords.None;

    /// <summary>Whether the upstream can be asked to search the web in a dialect.</summary>
    public bool Searches(string dialect)
    {
        for (var i = 0; i < WebSearch.Count; i++)
        {
            if (WebSearch[i] == dialect)
                return true;
        }
        return false;
    }
}

/// <summary>How OpenAI Chat spells the token limit.</summary>
public enum MaxTokensMember
{
    /// <summary><c>max_completion_tokens</c> for model families that demand it (o1, o3, o4, gpt-5 ...), else <c>max_tokens</c>.</summary>
    ByModel,

    /// <summary>Always <c>max_tokens</c>.</summary>
    MaxTokens,

    /// <summary>Always <c>max_completion_tokens</c>.</summary>
    MaxCompletionTokens,
}

/// <summary>Where OpenAI-like upstreams carry thoughts in messages.</summary>
public enum ReasoningMember
{
    /// <summary>They take none back.</summary>
    None,

    /// <summary><c>reasoning_content</c> (DeepSeek, Moonshot, z.ai ...).</summary>
    ReasoningContent,

    /// <summary><c>reasoning</c> (OpenRouter, Groq, Ollama's OpenAI API ...).</summary>
    Reasoning,
}

/// <summary>What tool-call ids an upstream accepts.</summary>
public enum ToolCallIdRule
{
    /// <summary>Any string of its own dialect's limits.</summary>
    Any,

    /// <summary>At most 40 characters (OpenAI).</summary>
    Max40,

    /// <summary>Letters, digits, underscore and hyphen, at most 64 (Anthropic).</summary>
    Word64,

    /// <summary>Exactly nine letters and digits (Mistral).</summary>
    Alphanumeric9,
}

/// <summary>How far an upstream can be held to a JSON form.</summary>
public enum StructuredOutput
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Some JSON object.</summary>
    JsonObject,

    /// <summary>JSON after a schema.</summary>
    JsonSchema,
}

/// <summary>In what those who host Anthropic's models wrap its messages.</summary>
public enum MessageEnvelope
{
    /// <summary>Anthropic's own form: model and stream in the body, version and betas in headers.</summary>
    None,

    /// <summary>The path names the model and the method, the body the version (<c>:rawPredict</c>, <c>:streamRawPredict</c>; Google).</summary>
    RawPredict,

    /// <summary>The path names model and method, the body version and betas; a stream comes as Amazon's messages, each of which holds an event (<c>/invoke</c>, <c>/invoke-with-response-stream</c>).</summary>
    Invoke,
}

/// <summary>In whose form documents are ordered.</summary>
public enum RerankForm
{
    /// <summary><c>top_n</c> (Cohere, Jina, Together, vLLM, Nebius ...).</summary>
    TopN,

    /// <summary><c>top_k</c>, and every document a text (Voyage).</summary>
    TopK,
}

/// <summary>How OpenAI-like upstreams are asked for the length and the numbers of vectors.</summary>
public enum VectorForm
{
    /// <summary><c>dimensions</c> and <c>encoding_format</c>, as OpenAI.</summary>
    Dimensions,

    /// <summary><c>output_dimension</c> and, for other numbers than floats, <c>output_dtype</c> (Voyage, Mistral); Voyage refuses the word <c>float</c>, which is what comes unasked.</summary>
    OutputDimension,
}

/// <summary>In which words OpenAI-like upstreams are told what vectors are for.</summary>
public enum PurposeWords
{
    /// <summary>They are not told; what callers of the same dialect say passes as it is.</summary>
    None,

    /// <summary><c>input_type</c>: <c>query</c> or <c>document</c> (Voyage).</summary>
    Document,

    /// <summary><c>input_type</c>: <c>query</c> or <c>passage</c> (NVIDIA).</summary>
    Passage,

    /// <summary><c>task</c>: <c>retrieval.query</c>, <c>retrieval.passage</c>, <c>text-matching</c>, <c>classification</c>, <c>separation</c> (Jina).</summary>
    Task,
}
