using System.Collections.Immutable;
using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>guards</c>.</summary>
internal static class GuardFields
{
    private static readonly Shape<GuardOptions> OfPii = new(OfKinds());

    public static Shape<GuardOptions> Shape { get; } = new(new FieldList<GuardOptions>()
        .Group("pii", OfPii, static guards => guards, static (_, guards) => guards, "What is done about personal data: block, redact, warn or reversible for each kind.")
        .Add("patterns", Kinds.ListOf(Kinds.Group(OfPattern(), static node => new GuardPattern("", "") { Node = node })), static (guards, list) => guards with { Patterns = list }, "What else is looked for.")
        .Add("injection", new InjectionKind(), static (guards, injection) => guards with { Injection = injection }, "What is done about texts of users and tools that would give the model other instructions: block or warn, or { action, patterns }.", aliases: ["prompt_injection"])
        .Add("max_messages", Kinds.Whole(1), static (guards, number) => guards with { MaxMessages = number }, "The most messages of a request.", aliases: ["maxMessages"])
        .Add("max_message_chars", Kinds.Whole(1), static (guards, number) => guards with { MaxMessageChars = number }, "The most characters of one message.", aliases: ["maxMessageLength"])
        .Add("max_chars", Kinds.Whole(1), static (guards, number) => guards with { MaxChars = number }, "The most characters of all messages.", aliases: ["maxTotalLength"])
        .Add("strip_invisible", Kinds.Flag, static (guards, flag) => guards with { StripInvisible = flag }, "Whether characters that nobody sees are taken out: null, zero-width, tags.")
        .Add("except_models", Kinds.Globs, static (guards, list) => guards with { ExceptModels = list }, "Models, as callers name them, that no guard looks at; * stands for any text.")
        .Add("except_keys", Kinds.Globs, static (guards, list) => guards with { ExceptKeys = list }, "Names of callers' keys whose requests no guard looks at; * stands for any text."));

    /// <summary>Adds what is done about what is said.</summary>
    public static FieldList<GatewayOptions> AddContent(this FieldList<GatewayOptions> fields) => fields
        .Group("guards", Shape, static options => options.Guards, static (options, guards) => options with { Guards = guards with { Node = options.Node?.Find("guards")?.Value as ConfigMap } },
            "What may not leave this place, or not come back to callers: personal data, secrets, other instructions, too much.")
        .Group("history", HistoryFields.Shape, static options => options.History, static (options, history) => options with { History = history },
            "How much of a conversation is sent.");

    private static FieldList<GuardOptions> OfKinds()
    {
        var fields = new FieldList<GuardOptions>();
        foreach (var (kind, name, what, alias) in (ReadOnlySpan<(PiiKind, string, string, ImmutableArray<string>)>)
        [
            (PiiKind.Email, "email", "Mail addresses.", []),
            (PiiKind.Ssn, "ssn", "Social security numbers of the USA.", []),
            (PiiKind.CreditCard, "credit_card", "Numbers of credit cards, by their check digit.", ["creditCard"]),
            (PiiKind.Phone, "phone", "Telephone numbers.", []),
            (PiiKind.Ip, "ip", "Addresses of the internet.", []),
            (PiiKind.ApiKey, "api_key", "Keys of providers and tokens.", ["apiKey"]),
        ])
        {
            var found = kind;
            fields.Add(name, new GuardRuleKind(), (guards, rule) => guards with { Pii = guards.Pii.SetItem(found, rule) }, what, aliases: alias);
        }
        return fields;
    }

    private static Shape<GuardPattern> OfPattern() => new(new FieldList<GuardPattern>()
        .Add("name", Kinds.Text, static (pattern, text) => pattern with { Name = text }, "What it finds, a word; its placeholder is made of it.", required: true)
        .Add("match", Kinds.Text, static (pattern, text) => pattern with { Match = text }, "A regular expression without lookarounds and back references.", required: true)
        .Add("action", Kinds.Choice<GuardAction>(), static (pattern, action) => pattern with { Action = action }, "What is done about it: block, redact, warn or reversible.")
        .Add("direction", Kinds.Choice<GuardDirection>(), static (pattern, direction) => pattern with { Direction = direction }, "Where it is looked for: input (requests), output (answers) or both."));
}

/// <summary>The fields of <c>history</c>.</summary>
internal static class HistoryFields
{
    public static Shape<HistoryOptions> Shape { get; } = new(new FieldList<HistoryOptions>()
        .Add("max_turns", Kinds.Whole(1), static (history, number) => history with { MaxTurns = number }, "The most turns of a conversation that are sent, the last ones.", aliases: ["maxTurns"])
        .Add("max_tokens", Kinds.Whole(1), static (history, number) => history with { MaxTokens = number }, "The most tokens of the prompt, as Parley counts them; the oldest turns are left out first.", aliases: ["maxTokens"]));
}
