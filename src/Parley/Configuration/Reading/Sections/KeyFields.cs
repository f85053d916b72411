using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of an entry of <c>keys</c>.</summary>
internal static class KeyFields
{
    // Before the shapes, which are made of it.
    private static ValueKind<KeyOperations> Operation { get; } = Kinds.Choice(
        ["chat", "fim", "embeddings", "rerank", "count_tokens", "passthrough"],
        [KeyOperations.Chat, KeyOperations.Fim, KeyOperations.Embeddings, KeyOperations.Rerank, KeyOperations.CountTokens, KeyOperations.Passthrough]);

    /// <summary>What stands in the configuration.</summary>
    public static Shape<KeyOptions> Shape { get; } = new(AddTerms(new FieldList<KeyOptions>()
        .Add("name", Kinds.Text, (key, text) => key with { Name = text }, "Your name for the key, shown in logs and reports.", required: true)
        .Add("key", Kinds.Secret, (key, secret) => key with { Key = secret }, "The key, or a reference: ${NAME}, env.NAME, os.environ/NAME to the environment, exec: to a command, file: to a file.")
        .Add("key_env", Kinds.SecretVariable, (key, secret) => key with { Key = secret }, "The environment variable that holds the key.", setting: "key")
        .Add("admin", Kinds.Flag, (key, flag) => key with { Admin = flag }, "Whether whoever shows it may administer the gateway: keys, breakers, weights, the decisions of others.")));

    /// <summary>What is kept of a key that Parley made: no value, and no name, which do not change.</summary>
    public static Shape<KeyOptions> Kept { get; } = new(AddTerms(new FieldList<KeyOptions>()));

    private static FieldList<KeyOptions> AddTerms(FieldList<KeyOptions> fields) => fields
        .Add("roles", Kinds.ListOf(Kinds.Choice<KeyRole>()), (key, list) => key with { Roles = list }, "What it is for: call asks models, read sees costs and all decisions, admin administers the gateway and sees all. Without it call.")
        .Add("owner", Kinds.Text, (key, text) => key with { Owner = text }, "Who is responsible for it.")
        .Add("expires", new InstantKind(), (key, time) => key with { Expires = time }, "From when on it is refused: 2027-01-31, or 2027-01-31T18:00:00Z.")
        .Add("networks", Kinds.ListOf(new NetworkKind()), (key, list) => key with { Networks = list }, "The networks that it may be shown from: 10.0.0.0/8, or single addresses. Without it all.", aliases: ["ip_ranges"])
        .Add("operations", Kinds.ListOf(Operation), (key, list) => key with { Operations = list }, "What it may ask for: chat (count_tokens with it), fim, embeddings, rerank, count_tokens, passthrough. Without it all.", aliases: ["endpoints"])
        .Add("strategy", RoutingFields.Strategy, (key, name) => key with { Strategy = name }, "The strategy for requests with this key, where a name leads to several targets.")
        .Add("conversion", Kinds.Choice<ConversionPolicy>(), (key, policy) => key with { Conversion = policy }, "Whether translations of its requests may lose anything: allow reports losses, reject leaves out targets that would lose something.")
        .Add("max_tokens", Kinds.Whole(1), (key, number) => key with { MaxTokens = number }, "The most tokens of an answer where a request does not say it.")
        .Add("max_tokens_limit", Kinds.Whole(1), (key, number) => key with { MaxTokensLimit = number }, "The most tokens of an answer, whatever a request says.")
        .Add("models", Kinds.Globs, (key, list) => key with { Limits = key.Limits with { Models = list } }, "The models that it may use: your own names, backend/model, or the model alone. Without it all.")
        .Add("backends", Kinds.Globs, (key, list) => key with { Limits = key.Limits with { Backends = list } }, "The backends that it may use. Without it all.")
        .Limits(key => key.Limits, (key, limits) => key with { Limits = limits })
        .AddBudgets();
}
