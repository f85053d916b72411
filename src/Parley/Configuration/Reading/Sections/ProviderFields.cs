using Parley.Dialects;

namespace Parley.Configuration.Reading;

/// <summary>The fields of a provider: of a catalog file, and of an entry of <c>providers</c>.</summary>
internal static class ProviderFields
{
    /// <summary>The dialects, and the word for servers that have none.</summary>
    public static readonly string[] Dialects = [DialectNames.OpenAIChat, DialectNames.OpenAIResponses, DialectNames.AnthropicMessages, DialectNames.Gemini, DialectNames.Ollama, DialectNames.Cohere, DialectNames.BedrockConverse, DialectNames.Parley, ProviderDescriptor.RestDialect];

    public static Shape<ProviderDescriptor> Shape { get; } = new(Nature(Address(new FieldList<ProviderDescriptor>()
        .Add("$schema", Kinds.Text, (provider, _) => provider, "The schema of this file, for editors.")
        .Add("name", Kinds.Text, (provider, text) => provider with { Name = text }, "The name that configurations use as type: lower case, digits and hyphens.")
        .Add("displayName", Kinds.Text, (provider, text) => provider with { DisplayName = text }, "The name to show.")
        .Add("aliases", Kinds.Texts, (provider, list) => provider with { Aliases = list }, "Other names by which it is known.")
        .Add("docs", Kinds.Text, (provider, text) => provider with { Docs = text }, "Where its API is documented.")
        .Add("dialect", Kinds.Choice(Dialects, Dialects), (provider, text) => provider with { Dialect = text }, "The dialect that it speaks.")
        .Add("alsoSpeaks", Kinds.ListOf(Kinds.Choice(Dialects, Dialects)), (provider, list) => provider with { AlsoSpeaks = list }, "Further dialects under the same address: a caller of one of them is passed on in it."))));

    private static FieldList<ProviderDescriptor> Address(FieldList<ProviderDescriptor> fields) => fields
        .Add("baseUrl", Kinds.Text, (provider, text) => provider with { BaseUrl = text }, "Where its API begins, version included; {placeholders} for parts that only the operator knows.")
        .Add("hosts", Kinds.Globs, (provider, list) => provider with { Hosts = list }, "Hosts that are this provider's under whatever type they are written.")
        .Group("auth", ProviderPartFields.Auth, provider => provider.Auth, (provider, auth) => provider with { Auth = auth }, "How callers identify themselves.")
        .Add("env", Kinds.Texts, (provider, list) => provider with { Env = list }, "Environment variables that may hold the key, best first.")
        .Add("endpointEnv", Kinds.Texts, (provider, list) => provider with { EndpointEnv = list }, "Environment variables that may hold the address, best first.")
        .Add("placeholders", Kinds.MapOf(Kinds.Group(ProviderPartFields.Placeholder, _ => new Placeholder())), (provider, map) => provider with { Placeholders = map }, "The placeholders of the address, the headers and the query.")
        .Add("headers", Kinds.TextMap, (provider, map) => provider with { Headers = map }, "Headers of every request.")
        .Add("query", Kinds.TextMap, (provider, map) => provider with { Query = map }, "Query parameters of every request.")
        .Add("paths", Kinds.TextMap, (provider, map) => provider with { Paths = map }, "Paths that differ: the dialect's to the provider's, which may hold {model}.")
        .Group("modelsEndpoint", ProviderPartFields.ModelsEndpoint, provider => provider.ModelsEndpoint ?? new ModelsEndpoint("models", ModelsShape.OpenAI), (provider, endpoint) => provider with { ModelsEndpoint = endpoint }, "Where the models are listed.")
        .Add("healthPath", Kinds.Text, (provider, text) => provider with { HealthPath = text }, "What to get in order to see whether a server is well; with a leading slash, relative to the host. Without it the models are listed.")
        .Group("loadEndpoint", ProviderPartFields.LoadEndpoint, provider => provider.LoadEndpoint ?? new LoadEndpoint("", LoadShape.Models), (provider, endpoint) => provider with { LoadEndpoint = endpoint }, "Where a server says how loaded it is.");

    private static FieldList<ProviderDescriptor> Nature(FieldList<ProviderDescriptor> fields) => fields
        .Add("defaultModel", Kinds.Text, (provider, text) => provider with { DefaultModel = text }, "The model when nobody names one.")
        .Add("models", Kinds.Globs, (provider, list) => provider with { Models = list }, "Names and patterns of its models, by which bare model names find it.")
        .Group("rest", RestFields.Shape, provider => provider.Rest ?? new RestShape(), (provider, rest) => provider with { Rest = rest }, "How it is asked and answers, where its dialect is rest.")
        .Group("quirks", ProviderPartFields.Quirks, provider => provider.Quirks, (provider, quirks) => provider with { Quirks = quirks }, "How it deviates from the dialect.")
        .Add("parameters", ParameterFields.Rules, (provider, list) => provider with { Parameters = list }, "What becomes of single parameters of a chat: drop, rename, clamp, set, reject.")
        .Group("abilities", ProviderPartFields.Abilities, provider => provider.Abilities, (provider, abilities) => provider with { Abilities = abilities }, "What its API can do natively.")
        .Group("timeouts", ProviderPartFields.Timeouts, provider => provider.Timeouts, (provider, timeouts) => provider with { Timeouts = timeouts }, "How long an attempt may take.")
        .Add("pricedAs", Kinds.Texts, (provider, list) => provider with { PricedAs = list }, "The providers whose prices are its own, first its own name where it has prices. Without it its own alone.")
        .Add("ownHardware", Kinds.Flag, (provider, flag) => provider with { OwnHardware = flag }, "Whether it runs on hardware of one's own, so that no token of it is paid for.")
        .Add("hardware", Kinds.Text, (provider, text) => provider with { Hardware = text }, "What it usually runs on: cloud, or empty.")
        .Group("detection", ProviderPartFields.Detection, provider => provider.Detection ?? new Detection(), (provider, detection) => provider with { Detection = detection }, "How a local server of this kind is found.");
}
