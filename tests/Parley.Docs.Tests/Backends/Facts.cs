using System.Text.Json;
using Parley.Configuration;
using Parley.Dialects;

namespace Parley.Docs.Tests.Backends;

/// <summary>What a catalog file says, in words.</summary>
internal static class Facts
{
    private static readonly System.Text.Json.Nodes.JsonNode Schema = System.Text.Json.Nodes.JsonNode.Parse(ConfigurationSchema.OfProvider())!;

    public static string Lead(ProviderDescriptor provider)
    {
        var speaks = provider.Rest is null ? $"Parley speaks `{provider.Dialect}` towards it" : "It speaks no known dialect and is described by a template";
        var also = provider.AlsoSpeaks.IsEmpty ? "" : $", and {Codes(provider.AlsoSpeaks)} for callers of that";
        return $"`type: {provider.Name}`{(provider.Aliases.IsEmpty ? "" : $", also {Codes(provider.Aliases)}")}. {speaks}{also}; callers use any dialect.";
    }

    public static IEnumerable<(string Name, string Value)> Of(ProviderDescriptor provider)
    {
        yield return ("address", provider.BaseUrl is null ? "yours: `endpoint`" : $"`{provider.BaseUrl}`");
        yield return ("key", provider.Auth.Scheme == AuthScheme.None ? "none" : Codes(provider.Env));
        yield return ("sent as", SentAs(provider.Auth));
        yield return ("address from", Codes(provider.EndpointEnv));
        foreach (var (name, part) in provider.Placeholders.OrderBy(static part => part.Key, StringComparer.Ordinal))
            yield return ($"`{name}`", Placeholder(part));
        yield return ("headers", Pairs(provider.Headers));
        yield return ("query", Pairs(provider.Query));
        yield return ("paths", string.Join(", ", provider.Paths.OrderBy(static path => path.Key, StringComparer.Ordinal).Select(static path => $"`{path.Key}` is `{path.Value}`")));
        yield return ("list of models", provider.ModelsEndpoint is { } list ? $"`{list.Path}`" : "none");
        yield return ("model when nobody names one", provider.DefaultModel is { } model ? $"`{model}`" : "");
        yield return ("bare names that lead here", Codes(provider.Models.Select(static glob => glob.Pattern)));
        yield return ("found on this machine at port", provider.Detection is { } detection ? string.Join(", ", detection.Ports) : "");
        yield return ("its documentation", provider.Docs is { } docs ? $"[{new Uri(docs).Host}]({docs})" : "");
    }

    public static IReadOnlyList<string> Abilities(ProviderDescriptor provider) => Members(provider.Abilities).Where(static member => member.Value is true)
        .Select(static member => member.Name switch { "jsonSchema" => "JSON after a schema", "countTokens" => "counts tokens", var name => name }).ToList() is { Count: > 0 } able ? [string.Join(", ", able)] : [];

    public static IReadOnlyList<string> Quirks(ProviderDescriptor provider)
    {
        var usual = Members(WireProfile.Default).ToDictionary(static member => member.Name, static member => Text(member.Value));
        return [.. Members(provider.Quirks).Select(static member => (member.Name, Value: Text(member.Value))).Where(member => member.Value != usual[member.Name]).Select(static member => $"`{member.Name}: {member.Value.Replace("`", "", StringComparison.Ordinal)}`: {Meaning(member.Name)}")];
    }

    /// <summary>What a quirk means, as the catalog's schema has it.</summary>
    private static string Meaning(string quirk) => Lower(Schema["properties"]!["quirks"]!["properties"]![quirk]!["description"]!.GetValue<string>());

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];

    public static IReadOnlyList<string> Parameters(ProviderDescriptor provider) =>
    [
        .. provider.Parameters.Select(static rule => $"`{rule.Parameter}`{(rule.Models.IsEmpty ? "" : $" of {Codes(rule.Models.Select(static glob => glob.Pattern))}")}: {Word(rule.Action)}{rule.Action switch
        {
            ParameterAction.Rename => $" to `{rule.To}`",
            ParameterAction.Set => $" to `{rule.Value}`",
            ParameterAction.Clamp => $" to {rule.Least?.ToString(System.Globalization.CultureInfo.InvariantCulture)}..{rule.Most?.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
            _ => "",
        }}"),
    ];

    private static string SentAs(ProviderAuth auth)
    {
        var way = auth.Scheme switch
        {
            AuthScheme.Bearer => "`Authorization: Bearer`",
            AuthScheme.Token => "`Authorization: token`",
            AuthScheme.Header => $"`{auth.Name}`",
            AuthScheme.Query => $"`?{auth.Name}=`",
            AuthScheme.Aws => "a signature (SigV4), or `Authorization: Bearer`",
            AuthScheme.Google => "a token of Google's, as `Authorization: Bearer`",
            AuthScheme.Entra => "a token of Microsoft Entra, as `Authorization: Bearer`",
            AuthScheme.OAuth2 => "a token that is fetched, as `Authorization: Bearer`",
            _ => "",
        };
        return way + (auth.Optional ? ", where there is one" : "") + (auth.Otherwise is { } other ? $"; without a key by the scheme `{Word(other)}`" : "");
    }

    private static string Placeholder(Placeholder part)
    {
        var value = part.Default is null ? "" : $"; `{part.Default}` unless told";
        var cases = part.By is null ? "" : $"; after `{part.By}`: {string.Join(", ", part.Cases.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"`{pair.Key}` is `{pair.Value}`"))}";
        return $"{part.Description}{(part.Env.IsEmpty ? "" : $", also from {Codes(part.Env)}")}{cases}{value}";
    }

    /// <summary>The members of a record of settings, in the order in which they are declared.</summary>
    private static IEnumerable<(string Name, object? Value)> Members(object settings) => settings.GetType().GetProperties()
        .Where(static member => member is { CanWrite: true } && member.GetMethod!.IsStatic == false).Select(member => (JsonNamingPolicy.CamelCase.ConvertName(member.Name), member.GetValue(settings)));

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        Enum word => Word(word),
        IEnumerable<string> list => string.Join(", ", list.Select(static item => $"`{item}`")),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    private static string Word(Enum word) => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString());

    private static string Pairs(IEnumerable<KeyValuePair<string, string>> pairs) => string.Join(", ", pairs.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"`{pair.Key}: {pair.Value}`"));

    private static string Codes(IEnumerable<string> names) => string.Join(", ", names.Select(static name => $"`{name}`"));
}
