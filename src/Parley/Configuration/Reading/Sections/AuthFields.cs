using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>auth</c>.</summary>
internal static class AuthFields
{
    /// <summary>The schemes by the words that files use.</summary>
    public static ValueKind<AuthScheme> Schemes { get; } = Kinds.Choice(
        ["none", "bearer", "header", "token", "query", "oauth2", "aws", "google", "entra"],
        [AuthScheme.None, AuthScheme.Bearer, AuthScheme.Header, AuthScheme.Token, AuthScheme.Query, AuthScheme.OAuth2, AuthScheme.Aws, AuthScheme.Google, AuthScheme.Entra]);

    public static Shape<AuthOptions> Shape { get; } = new(new FieldList<AuthOptions>()
        .Add("scheme", Schemes, (auth, scheme) => auth with { Scheme = scheme }, "How the credential is sent.")
        .Add("header", Kinds.Text, (auth, text) => auth with { Header = text }, "The header that carries the key, for the scheme header.")
        .Add("parameter", Kinds.Text, (auth, text) => auth with { Parameter = text }, "The query parameter that carries the key, for the scheme query.")
        .Add("token_url", Kinds.Text, (auth, text) => auth with { TokenUrl = text }, "Where tokens are fetched, for the scheme oauth2.")
        .Add("client_id", Kinds.Text, (auth, text) => auth with { ClientId = text }, "As whom tokens are fetched.")
        .Add("client_secret", Kinds.Secret, (auth, secret) => auth with { ClientSecret = secret }, "The client's secret, or a reference to the environment.")
        .Add("client_secret_env", Kinds.SecretVariable, (auth, secret) => auth with { ClientSecret = secret }, "The environment variable that holds the client's secret.", setting: "client_secret")
        .Add("scope", Kinds.Text, (auth, text) => auth with { Scope = text }, "The scopes to ask for, separated by spaces.")
        .Add("audience", Kinds.Text, (auth, text) => auth with { Audience = text }, "The audience to ask for.")
        .Add("tenant_id", Kinds.Text, (auth, text) => auth with { TenantId = text }, "The tenant, for the scheme entra. Without it, client_id and client_secret the environment and the machine's own identity are asked.")
        .Add("credentials_file", Kinds.Text, (auth, text) => auth with { CredentialsFile = text }, "The JSON file of a service account, a signed-in user or workload identity federation, for the scheme google. Without it the environment and the machine's own account are asked.")
        .Add("access_key_id", Kinds.Text, (auth, text) => auth with { AccessKeyId = text }, "The id of the key that signs, for the scheme aws. Without it the environment, the shared files and the machine's own role are asked.")
        .Add("secret_access_key", Kinds.Secret, (auth, secret) => auth with { SecretAccessKey = secret }, "The key itself, or a reference to the environment.")
        .Add("session_token", Kinds.Secret, (auth, secret) => auth with { SessionToken = secret }, "The token of a temporary key, or a reference to the environment.")
        .Add("profile", Kinds.Text, (auth, text) => auth with { Profile = text }, "The profile of AWS's shared files, for the scheme aws."));
}

/// <summary>The fields of <c>defaults</c>.</summary>
internal static class DefaultsFields
{
    public static Shape<RequestDefaults> Shape { get; } = new(new FieldList<RequestDefaults>()
        .Add("temperature", Kinds.Number(0, 2), (defaults, number) => defaults with { Temperature = number }, "0 to 2.")
        .Add("max_tokens", Kinds.Whole(1), (defaults, number) => defaults with { MaxTokens = number }, "The most tokens to write.", aliases: ["max_output_tokens"])
        .Add("top_p", Kinds.Number(0, 1), (defaults, number) => defaults with { TopP = number }, "0 to 1.")
        .Add("top_k", Kinds.Whole(1), (defaults, number) => defaults with { TopK = number }, "A count of tokens.")
        .Add("min_p", Kinds.Number(0, 1), (defaults, number) => defaults with { MinP = number }, "0 to 1.")
        .Add("frequency_penalty", Kinds.Number(-2, 2), (defaults, number) => defaults with { FrequencyPenalty = number }, "-2 to 2.")
        .Add("presence_penalty", Kinds.Number(-2, 2), (defaults, number) => defaults with { PresencePenalty = number }, "-2 to 2.")
        .Add("repetition_penalty", Kinds.Number(0), (defaults, number) => defaults with { RepetitionPenalty = number }, "1 is neutral.")
        .Add("seed", Kinds.WholeLong(), (defaults, number) => defaults with { Seed = number }, "For repeatable answers."));
}
