using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of an entry of <c>backends</c>.</summary>
internal static class BackendFields
{
    public static Shape<BackendOptions> Shape { get; } = new(Nature(Care(Address(new FieldList<BackendOptions>()
        .Add("id", Kinds.Text, (backend, text) => backend with { Id = text }, "Your name for the backend; callers write it before the slash: id/model.", required: true)
        .Add("type", Kinds.Text, (backend, text) => backend with { Type = text }, "A provider of the catalog or one of its aliases. Without it the id is taken.", aliases: ["provider"])
        .Add("name", Kinds.Text, (backend, text) => backend with { Name = text }, "The name to show.")
        .Add("enabled", Kinds.Flag, (backend, flag) => backend with { Enabled = flag }, "False leaves it out without deleting it.")))));

    private static FieldList<BackendOptions> Address(FieldList<BackendOptions> fields) => fields
        .Add("endpoint", Kinds.Text, (backend, text) => backend with { Endpoint = text }, "The address, with or without /v1.", aliases: ["base_url", "baseUrl", "baseURL"])
        .Add("api_key", Kinds.Secret, (backend, secret) => backend with { ApiKey = secret }, "The key, or a reference: ${NAME}, env.NAME, os.environ/NAME to the environment, exec: to a command, file: to a file.", aliases: ["apiKey"])
        .Add("api_key_env", Kinds.SecretVariable, (backend, secret) => backend with { ApiKey = secret }, "The environment variable that holds the key.", aliases: ["apiKeyEnv"], setting: "api_key")
        .Add("api_keys", Kinds.ListOf(new ApiKeyKind()), (backend, list) => backend with { ApiKeys = list }, "Several keys, each used in turn: as texts like api_key, or as groups with a weight.", aliases: ["apiKeys"], setting: "api_key")
        .Group("auth", AuthFields.Shape, backend => backend.Auth ?? new AuthOptions(), (backend, auth) => backend with { Auth = auth }, "How the credential is sent, where that differs from the catalog.")
        .Add("headers", Kinds.TextMap, (backend, map) => backend with { Headers = map }, "Headers of every request.", aliases: ["custom_headers", "customHeaders"])
        .Add("organization", Kinds.Text, (backend, text) => backend with { Variables = backend.Variables.SetItem("organization", text) }, "The organization on whose account to work.")
        .Add("variables", Kinds.TextMap, (backend, map) => backend with { Variables = backend.Variables.SetItems(map) }, "Parts of the provider's address that only you know: resource, account_id, api_version.")
        .Add("api_version", Kinds.Text, (backend, text) => backend with { Variables = backend.Variables.SetItem("api_version", text) }, "The version of the API, where the address carries one.", aliases: ["apiVersion"])
        .Add("timeout_ms", Kinds.Milliseconds, (backend, time) => Wait(backend, backend.Timeouts with { Total = time }), "The most milliseconds that a whole attempt may take.", setting: "timeout")
        .Add("timeout", Kinds.Seconds, (backend, time) => Wait(backend, backend.Timeouts with { Total = time }), "The same in seconds, or as a text such as 30s or 2m.")
        .Add("connect_timeout_ms", Kinds.Milliseconds, (backend, time) => Wait(backend, backend.Timeouts with { Connect = time }), "The most milliseconds until the connection stands.", setting: "connect_timeout")
        .Add("connect_timeout", Kinds.Seconds, (backend, time) => Wait(backend, backend.Timeouts with { Connect = time }), "The same in seconds.", aliases: ["connection_timeout"])
        .Add("first_event_timeout_ms", Kinds.Milliseconds, (backend, time) => Wait(backend, backend.Timeouts with { FirstEvent = time }), "The most milliseconds until the first event of a stream, or the answer.")
        .Add("idle_timeout_ms", Kinds.Milliseconds, (backend, time) => Wait(backend, backend.Timeouts with { Idle = time }), "The most milliseconds between two events of a stream.");

    private static FieldList<BackendOptions> Care(FieldList<BackendOptions> fields) => fields
        .Group("breaker", BreakerFields.Shape, backend => backend.Breaker, (backend, breaker) => backend with { Breaker = breaker }, "When it is left alone after failures, where that differs from the gateway's.")
        .Group("health", HealthFields.Shape, backend => backend.Health, (backend, health) => backend with { Health = health }, "Whether it is asked from time to time if it is well, where that differs from the gateway's.")
        .Add("health_check_interval_ms", Kinds.MillisecondsOrZero, (backend, time) => backend with { Health = backend.Health with { Interval = time } }, "How often it is asked, in milliseconds; 0 for never.")
        .Add("consecutive_failures_threshold", BreakerFields.Failures, (backend, number) => backend with { Breaker = backend.Breaker with { ConsecutiveFailures = number } }, "The same as in the group breaker.")
        .Group("limits", BackendLimitFields.Shape, backend => backend.Limits, (backend, limits) => backend with { Limits = limits }, "How much it may be asked, and how long requests wait for their turn.")
        .AddAdaptiveTimeout();

    private static FieldList<BackendOptions> Nature(FieldList<BackendOptions> fields) => fields
        .Add("model", Kinds.Text, (backend, text) => backend with { Model = text }, "The model when a request or target names none.", aliases: ["default_model", "defaultModel"])
        .Group("defaults", DefaultsFields.Shape, backend => backend.Defaults, (backend, defaults) => backend with { Defaults = defaults }, "What requests are given where they say nothing themselves.")
        .Add("parameters", ParameterFields.Rules, (backend, list) => backend with { Parameters = list }, "What becomes of single parameters of a chat, after the provider's own rules: drop, rename, clamp, set, reject.")
        .Add("flags", Kinds.Texts, (backend, list) => backend with { Flags = list }, "Which values of anthropic-beta pass, in place of the provider's list: as they are, with * at the end, or value=other where it has another name.")
        .Add("passthrough", Kinds.Flag, (backend, flag) => backend with { Passthrough = flag }, "Whether callers may reach everything below its address, untranslated, at /{id}/passthrough/.")
        .Add("hardware", Kinds.Text, (backend, text) => backend with { Hardware = text }, "What it runs on: cloud, cpu, npu, igpu, nvidia, custom.")
        .Add("region", Kinds.Text, (backend, text) => backend with { Region = text }, "Where it stands.")
        .Add("priority", Kinds.Whole(), (backend, number) => backend with { Priority = number }, "The larger number is tried first; the order here breaks ties.")
        .Add("tags", Kinds.Texts, (backend, list) => backend with { Tags = list }, "Words for keys and model names that are confined to targets which have them.")
        .Add("weight", Kinds.Number(0), (backend, number) => backend with { Weight = number }, "Its share of the requests under the strategy weighted; 0 for never first.")
        .Add("model_map", Kinds.TextMap, (backend, map) => backend with { ModelMap = map }, "Its own names of models, by the bare names that callers ask for.", aliases: ["modelMap", "model_mapping", "modelMapping"])
        .Add("cost_per_token", Kinds.Amount, (backend, amount) => backend with { CostPerToken = amount }, "Euro for a thousand tokens.")
        .Add("priced_as", Kinds.Text, (backend, text) => backend with { PricedAs = text }, "The provider whose prices hold here. Without it that of its type, where the address is that provider's own.")
        .Group("retry", RetryFields.OfBackend, backend => backend.Retry, (backend, retry) => backend with { Retry = retry }, "What is tried again here, where that differs from the rest.")
        .Group("slow_stream", SlowStreamFields.Shape, backend => backend.SlowStream, (backend, slow) => backend with { SlowStream = slow }, "When a stream that trickles is given up.")
        .Group("characteristics", CharacteristicsShape, backend => backend.Characteristics, (backend, group) => backend with { Characteristics = group }, "What you know of its nature.")
        .Group("model_capability", ModelCapabilityShape, backend => backend.ModelCapability, (backend, group) => backend with { ModelCapability = group }, "Which models it serves. Without patterns: its own list and the catalog's names.");

    private static Shape<CharacteristicsOptions> CharacteristicsShape => new(new FieldList<CharacteristicsOptions>()
        .Add("power_watts", Kinds.Number(0), (group, number) => group with { PowerWatts = number }, "Watts under load.")
        .Add("avg_latency_ms", Kinds.MillisecondsOrZero, (group, time) => group with { AverageLatency = time }, "The usual latency in milliseconds.")
        .Add("max_tokens_per_second", Kinds.Number(0), (group, number) => group with { MaxTokensPerSecond = number }, "The usual speed.")
        .Add("quality", Kinds.Number(0, 1), (group, number) => group with { Quality = number }, "How good its answers are, from 0 to 1, as you see it.")
        .Add("priority", Kinds.Whole(), (group, number) => group with { Priority = number }, "The larger number is tried first."));

    private static Shape<ModelCapabilityOptions> ModelCapabilityShape => new(new FieldList<ModelCapabilityOptions>()
        .Add("max_model_size_gb", Kinds.Number(0), (group, number) => group with { MaxModelSizeGB = number }, "The largest model that fits, in gigabytes.")
        .Add("supported_model_patterns", Kinds.Globs, (group, list) => group with { SupportedModelPatterns = list }, "Names that it serves; * stands for any text, and only * alone means all.")
        .Add("preferred_models", Kinds.Globs, (group, list) => group with { PreferredModels = list }, "Names for which it comes before others of the same priority.")
        .Add("excluded_patterns", Kinds.Globs, (group, list) => group with { ExcludedPatterns = list }, "Names that it does not serve, whatever else is said."));

    private static BackendOptions Wait(BackendOptions backend, TimeoutOptions timeouts) => backend with { Timeouts = timeouts };
}
