using Parley.Dialects;
using Parley.Dialects.Conversation;

namespace Parley.Configuration.Reading;

/// <summary>The fields of the parts of a provider.</summary>
internal static class ProviderPartFields
{
    private static readonly ValueKind<ModelsShape> Shapes = Kinds.Choice(
        ["openai", "anthropic", "gemini", "ollama", "array"],
        [ModelsShape.OpenAI, ModelsShape.Anthropic, ModelsShape.Gemini, ModelsShape.Ollama, ModelsShape.Array]);

    /// <summary>The dialects in which a search can be asked for.</summary>
    private static readonly string[] Searching = [.. KnownDialects.All.Where(CanSearch).Select(static dialect => dialect.Name)];

    public static Shape<ProviderAuth> Auth { get; } = new(new FieldList<ProviderAuth>()
        .Add("scheme", AuthFields.Schemes, (auth, scheme) => auth with { Scheme = scheme }, "How the credential is sent.")
        .Add("name", Kinds.Text, (auth, text) => auth with { Name = text }, "The header or query parameter that carries the key.")
        .Add("optional", Kinds.Flag, (auth, flag) => auth with { Optional = flag }, "True where servers may run without a credential.")
        .Add("otherwise", AuthFields.Schemes, (auth, scheme) => auth with { Otherwise = scheme }, "The scheme where no key is given and the environment names somebody.")
        .Add("tokenUrl", Kinds.Text, (auth, text) => auth with { TokenUrl = text }, "The token endpoint of the scheme oauth2.")
        .Add("scope", Kinds.Text, (auth, text) => auth with { Scope = text }, "The scopes to ask for."));

    public static Shape<Placeholder> Placeholder { get; } = new(new FieldList<Placeholder>()
        .Add("description", Kinds.Text, (part, text) => part with { Description = text }, "What it is, for the message that asks for it.")
        .Add("env", Kinds.Texts, (part, list) => part with { Env = list }, "Environment variables that may hold it, best first.")
        .Add("by", Kinds.Text, (part, text) => part with { By = text }, "Another placeholder whose value decides, by cases.")
        .Add("cases", Kinds.TextMap, (part, map) => part with { Cases = map }, "The values by that of the placeholder in by.")
        .Add("default", Kinds.Text, (part, text) => part with { Default = text }, "The value when nobody gives one; it may hold placeholders."));

    public static Shape<ModelsEndpoint> ModelsEndpoint { get; } = new(new FieldList<ModelsEndpoint>()
        .Add("path", Kinds.Text, (endpoint, text) => endpoint with { Path = text }, "Relative to the base address; with a leading slash, to the host.")
        .Add("shape", Shapes, (endpoint, shape) => endpoint with { Shape = shape }, "How the list looks."));

    public static Shape<WireProfile> Quirks { get; } = new(new FieldList<WireProfile>()
        .Add("maxTokens", Kinds.Choice<MaxTokensMember>(), (quirks, value) => quirks with { MaxTokens = value }, "How the token limit is spelt.")
        .Add("streamOptions", Kinds.Flag, (quirks, value) => quirks with { StreamOptions = value }, "Whether streams may be asked for usage by stream_options.")
        .Add("reasoning", Kinds.Choice<ReasoningMember>(), (quirks, value) => quirks with { Reasoning = value }, "Under which member it takes back thoughts of its own.")
        .Add("toolCallIds", Kinds.Choice<ToolCallIdRule>(), (quirks, value) => quirks with { ToolCallIds = value }, "What tool-call ids it accepts.")
        .Add("rejectsUnknownMembers", Kinds.Flag, (quirks, value) => quirks with { RejectsUnknownMembers = value }, "True where unknown members are an error.")
        .Add("developerRole", Kinds.Flag, (quirks, value) => quirks with { DeveloperRole = value }, "Whether the role developer is understood.")
        .Add("structuredOutput", Kinds.Choice<StructuredOutput>(), (quirks, value) => quirks with { StructuredOutput = value }, "How far it can be held to a JSON form.")
        .Add("holdsToSchema", Kinds.Flag, (quirks, value) => quirks with { HoldsToSchema = value }, "Whether its answers are known to follow a schema that it took; those of others are checked.")
        .Add("mediaUrls", Kinds.Flag, (quirks, value) => quirks with { MediaUrls = value }, "Whether images may be given by address.")
        .Add("extendedSampling", Kinds.Flag, (quirks, value) => quirks with { ExtendedSampling = value }, "Whether top_k, min_p and repetition_penalty are understood.")
        .Add("endsWithoutDone", Kinds.Flag, (quirks, value) => quirks with { EndsWithoutDone = value }, "Whether a stream is complete without [DONE].")
        .Add("envelope", Kinds.Choice<MessageEnvelope>(), (quirks, value) => quirks with { Envelope = value }, "In what it wraps a message of Anthropic's.")
        .Add("flags", Kinds.Texts, (quirks, value) => quirks with { Flags = value }, "Which values of anthropic-beta pass: as they are, with * at the end, or value=other where it has another name. Without this all do.")
        .Add("plainCounts", Kinds.Flag, (quirks, value) => quirks with { PlainCounts = value }, "Whether tokens are counted of a Gemini request as it is, with nothing around it.")
        .Add("mostInputs", Kinds.Whole(1, int.MaxValue), (quirks, value) => quirks with { MostInputs = value }, "How many texts may be embedded in one request.")
        .Add("ownSpelling", Kinds.Flag, (quirks, value) => quirks with { OwnSpelling = value }, "Whether only OpenAI's own spelling is taken, not that of its imitators.")
        .Add("mostStops", Kinds.Whole(1, int.MaxValue), (quirks, value) => quirks with { MostStops = value }, "How many stop sequences one request may have; further ones are found in the answer.")
        .Add("mostChoices", Kinds.Whole(1, int.MaxValue), (quirks, value) => quirks with { MostChoices = value }, "How many answers one request may ask for; more are asked for one by one.")
        .Add("webSearch", Kinds.ListOf(Kinds.Choice(Searching, Searching)), (quirks, value) => quirks with { WebSearch = value }, "In which of its dialects it can be asked to search the web itself, whatever dialect the caller asks in.")
        .Add("rerankForm", Kinds.Choice<RerankForm>(), (quirks, value) => quirks with { RerankForm = value }, "How requests to order documents say how many to return; top_k also takes documents as texts alone.")
        .Add("vectorForm", Kinds.Choice<VectorForm>(), (quirks, value) => quirks with { VectorForm = value }, "How the length and the numbers of vectors are asked for; output_dimension goes with output_dtype.")
        .Add("purposeWords", Kinds.Choice<PurposeWords>(), (quirks, value) => quirks with { PurposeWords = value }, "In which words it is told what vectors are for: document and passage beside query under input_type, or task."));

    public static Shape<Abilities> Abilities { get; } = new(new FieldList<Abilities>()
        .Add("chat", Kinds.Flag, (able, flag) => able with { Chat = flag }, "It chats.")
        .Add("completions", Kinds.Flag, (able, flag) => able with { Completions = flag }, "It has /v1/completions of its own; where it does not, it is asked to chat.")
        .Add("fim", Kinds.Flag, (able, flag) => able with { Fim = flag }, "It fills in the middle, between a prompt and a suffix.")
        .Add("tools", Kinds.Flag, (able, flag) => able with { Tools = flag }, "It can be offered tools.")
        .Add("vision", Kinds.Flag, (able, flag) => able with { Vision = flag }, "It sees images.")
        .Add("audio", Kinds.Flag, (able, flag) => able with { Audio = flag }, "It hears sound.")
        .Add("documents", Kinds.Flag, (able, flag) => able with { Documents = flag }, "It reads attached documents.")
        .Add("jsonSchema", Kinds.Flag, (able, flag) => able with { JsonSchema = flag }, "It can be held to a JSON schema.")
        .Add("streaming", Kinds.Flag, (able, flag) => able with { Streaming = flag }, "It streams.")
        .Add("embeddings", Kinds.Flag, (able, flag) => able with { Embeddings = flag }, "It embeds texts.")
        .Add("rerank", Kinds.Flag, (able, flag) => able with { Rerank = flag }, "It orders documents by how well they answer a query.")
        .Add("countTokens", Kinds.Flag, (able, flag) => able with { CountTokens = flag }, "It counts tokens; where it does not, Parley estimates them.")
        .Add("reasoning", Kinds.Flag, (able, flag) => able with { Reasoning = flag }, "It can be asked for thoughts."));

    public static Shape<LoadEndpoint> LoadEndpoint { get; } = new(new FieldList<LoadEndpoint>()
        .Add("path", Kinds.Text, (endpoint, text) => endpoint with { Path = text }, "The path to get; with a leading slash, relative to the host.", required: true)
        .Add("shape", Kinds.Choice<LoadShape>(), (endpoint, shape) => endpoint with { Shape = shape }, "How the answer looks: models (those in memory) or prometheus (metrics as text).", required: true)
        .Add("waiting", Kinds.Text, (endpoint, text) => endpoint with { Waiting = text }, "The metric that counts waiting requests."));

    public static Shape<Timeouts> Timeouts { get; } = new(new FieldList<Timeouts>()
        .Add("connectMs", Kinds.Milliseconds, (timeouts, time) => timeouts with { Connect = time }, "Until the connection stands.")
        .Add("firstEventMs", Kinds.Milliseconds, (timeouts, time) => timeouts with { FirstEvent = time }, "Until the first event of a stream, or the answer.")
        .Add("idleMs", Kinds.Milliseconds, (timeouts, time) => timeouts with { Idle = time }, "Between two events.")
        .Add("totalMs", Kinds.Milliseconds, (timeouts, time) => timeouts with { Total = time }, "The whole attempt."));

    public static Shape<Detection> Detection { get; } = new(new FieldList<Detection>()
        .Add("ports", Kinds.ListOf(Kinds.Whole(1, 65535)), (detection, list) => detection with { Ports = list }, "Ports on loopback, the usual one first.")
        .Add("marks", Kinds.ListOf(Kinds.Group(Mark, _ => new DetectionMark("", ""))), (detection, list) => detection with { Marks = list }, "What to ask, and what the answer must hold; any one of them is enough.")
        .Add("hint", Kinds.Text, (detection, text) => detection with { Hint = text }, "How to start the server."));

    private static Shape<DetectionMark> Mark => new(new FieldList<DetectionMark>()
        .Add("path", Kinds.Text, (mark, text) => mark with { Path = text }, "The path to get.", required: true)
        .Add("member", Kinds.Text, (mark, text) => mark with { Member = text }, "The member that must be there, dots between levels.", required: true)
        .Add("value", Kinds.Text, (mark, text) => mark with { Value = text }, "The value that it must have; its presence is enough without this.")
        .Add("weak", Kinds.Flag, (mark, flag) => mark with { Weak = flag }, "True where other servers answer alike: it counts only if no better mark is found."));

    private static bool CanSearch(Dialect dialect) => dialect.Chat.CanSearch(new ChatRequest { Model = "", Messages = [] }, new WireProfile { WebSearch = [dialect.Name] });
}
