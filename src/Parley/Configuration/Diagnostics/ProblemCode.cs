using System.Collections.Immutable;

namespace Parley.Configuration.Diagnostics;

/// <summary>A kind of problem: its code, and what <c>parley explain</c> says about it.</summary>
/// <param name="Id">The code: <c>PRL1002</c>. Codes are never reused.</param>
/// <param name="Title">The kind in a few words.</param>
/// <param name="Explanation">What it means and what to do.</param>
public sealed record ProblemCode(string Id, string Title, string Explanation)
{
    /// <summary>The text is not valid YAML or JSON.</summary>
    public static ProblemCode Syntax { get; } = new("PRL1001", "syntax error",
        "The file is not valid YAML or JSON at this place, so that nothing after it could be read. Indent with spaces, never with tabs, and quote texts that begin with one of * & ! % @ ` { [ or contain a colon followed by a space.");

    /// <summary>A field that does not exist.</summary>
    public static ProblemCode UnknownField { get; } = new("PRL1002", "unknown field",
        "There is no such field here. Unknown fields are errors, because a misspelt one would otherwise be ignored without a word. `parley config schema` writes a schema with which editors complete and check the file.");

    /// <summary>A setting that is said twice.</summary>
    public static ProblemCode SaidTwice { get; } = new("PRL1003", "said twice",
        "The same setting is given twice in one file, under one name or under two spellings of it. Keep one. Across several files the later file wins.");

    /// <summary>A value of the wrong kind.</summary>
    public static ProblemCode WrongKind { get; } = new("PRL1004", "wrong kind of value",
        "The field takes another kind of value: a text, a number, true or false, a list, or a group of fields.");

    /// <summary>A value that is not allowed.</summary>
    public static ProblemCode NotAllowed { get; } = new("PRL1005", "value not allowed",
        "The value is of the right kind, but outside of what the field allows.");

    /// <summary>A field that must be there.</summary>
    public static ProblemCode Missing { get; } = new("PRL1006", "missing field",
        "The group lacks a field without which it has no meaning.");

    /// <summary>An environment variable that is not set.</summary>
    public static ProblemCode NotSet { get; } = new("PRL1007", "environment variable not set",
        "The file refers to an environment variable that is not set. Set it, or give a default: ${NAME:-default}. A dollar sign before a brace that is meant literally is doubled: $${.");

    /// <summary>A file that cannot be read.</summary>
    public static ProblemCode Unreadable { get; } = new("PRL1008", "file cannot be read",
        "The file does not exist, or may not be read, or is not UTF-8 text.");

    /// <summary>A store of credentials that cannot be read.</summary>
    public static ProblemCode CredentialsUnreadable { get; } = new("PRL1009", "credentials cannot be read",
        "A backend has its key neither in the configuration nor in the environment, and the store of credentials, where it would be looked for next, cannot be opened. The file may not be read, or was damaged, or its passphrase (PARLEY_CREDENTIALS_PASSPHRASE) or key file is missing or another; a keychain or keyring is locked or not there; a vault cannot be reached, or gives no right. Put that right, or give the key in another way. `parley credentials list` shows what the store has.");

    /// <summary>A provider that the catalog does not know.</summary>
    public static ProblemCode UnknownProvider { get; } = new("PRL1101", "unknown provider",
        "The type of a backend is a provider of the catalog or one of its aliases. Any server that speaks OpenAI's or Anthropic's dialect can be used as type openai-compatible or anthropic-compatible with an endpoint. Own providers are described under `providers`.");

    /// <summary>Two entries of one name.</summary>
    public static ProblemCode SameName { get; } = new("PRL1102", "name used twice",
        "Ids of backends and names of models and keys must be unique.");

    /// <summary>A target that leads nowhere.</summary>
    public static ProblemCode UnknownBackend { get; } = new("PRL1103", "unknown backend",
        "A target is written backend/model: the id of a configured backend, or the name of a provider of the catalog, which is then used with its defaults; then the model's name there.");

    /// <summary>A name that cannot be addressed.</summary>
    public static ProblemCode BadName { get; } = new("PRL1104", "name not usable",
        "Ids of backends are split from model names at the first slash, so that they contain none; neither names nor ids contain spaces or control characters.");

    /// <summary>An address that cannot be used.</summary>
    public static ProblemCode BadAddress { get; } = new("PRL1105", "address not usable",
        "An endpoint is an absolute http or https address without user name, query or fragment. It is taken with or without /v1, and with or without the path of an operation; one that ends with an operation of another dialect than the backend's type speaks is a warning. It must not lead back to this gateway.");

    /// <summary>An address with a gap.</summary>
    public static ProblemCode AddressIncomplete { get; } = new("PRL1106", "address incomplete",
        "The provider's address has a part that only you know, such as a resource or an account. Give the whole `endpoint`, or the part under `variables`, or the environment variable that holds it.");

    /// <summary>An open door.</summary>
    public static ProblemCode OpenToAll { get; } = new("PRL1107", "open to the network",
        "Without a caller key anybody who reaches the address can spend your money. Listen on 127.0.0.1, or configure a key: keys: [ { name: me, key_env: PARLEY_KEY } ]. A key in the store, made by `parley keys create`, is one too.");

    /// <summary>A credential that is incomplete.</summary>
    public static ProblemCode AuthIncomplete { get; } = new("PRL1108", "auth incomplete",
        "The auth scheme needs more: `header` a header name, `query` a parameter name, `oauth2` a token_url, a client_id and a secret, `aws` a secret_access_key beside an access_key_id.");

    /// <summary>Settings of which only one can hold.</summary>
    public static ProblemCode ExcludeEachOther { get; } = new("PRL1109", "settings exclude each other",
        "Each of these settings says how the targets of a model are asked: `parallel` all at once, `hedge` a second when the first is late, `forwarding` a stronger one when an answer does not convince. Only one of them can be done. A `hedge` at the top of the file is for the models that say nothing else. A header of a backend in which its key would go is a warning beside the key: the header is sent as it is written, and the key is not.");

    /// <summary>A name that stands in for others and leads nowhere itself.</summary>
    public static ProblemCode LeadsNowhere { get; } = new("PRL1110", "name leads nowhere",
        "A substitute stands in for names that lead nowhere, and must lead somewhere itself: it is one of `models`, or backend/model, or a bare name that a backend serves. A name that only the list of a running server could know is a warning where it looks like one of `models`.");

    /// <summary>A name that hides another.</summary>
    public static ProblemCode Hidden { get; } = new("PRL1201", "hidden name",
        "A configured model name wins over everything else of that name, so that what it hides can no longer be reached by it.");

    /// <summary>A secret in the file.</summary>
    public static ProblemCode InlineSecret { get; } = new("PRL1202", "secret in the file",
        "A secret that stands in the file is easily committed or shown. Name an environment variable instead: api_key_env: NAME, or api_key: ${NAME}.");

    /// <summary>A number that looks like another unit.</summary>
    public static ProblemCode UnlikelyUnit { get; } = new("PRL1203", "unlikely unit",
        "Fields that end in _ms are milliseconds; timeout and connection_timeout are seconds, or a text such as 30s or 2m.");

    /// <summary>A setting that needs a restart.</summary>
    public static ProblemCode NeedsRestart { get; } = new("PRL1204", "needs a restart",
        "Addresses and limits under `server` are read once, at the start. The change takes effect when the program is started again.");

    /// <summary>A price that cannot be compared.</summary>
    public static ProblemCode NoExchangeRate { get; } = new("PRL1205", "no exchange rate",
        "Prices are compared in US dollars: by `lowest_cost`, `scored` and `adaptive`, by formulas that name the cost, and with `max_cost`. A price in another currency, such as the euro of `cost_per_token`, takes part once `routing.prices.exchange_rates` says what that is worth; until then it counts as more than any ceiling, and `lowest_cost` compares it within its currency only. What is `assumed` is for prices that nobody knows, and never stands for a known one.");

    /// <summary>Settings of something that is not switched on.</summary>
    public static ProblemCode WithoutEffect { get; } = new("PRL1206", "settings without effect",
        "The group says how something is done that is not switched on, so that nothing is done. Say what switches it on, as the hint names it, or `enabled: false` of a group `hedge` or `forwarding` that is to stay as it is.");

    /// <summary>A key that could not be read anew.</summary>
    public static ProblemCode NotRenewed { get; } = new("PRL1207", "key not renewed",
        "The command or file that a key comes from (`exec:`, `file:`) gave it before and does not now. The key that was given before stays in use until it can be had again, or the program is started anew.");

    /// <summary>All codes, by number.</summary>
    public static ImmutableArray<ProblemCode> All { get; } =
    [
        Syntax, UnknownField, SaidTwice, WrongKind, NotAllowed, Missing, NotSet, Unreadable, CredentialsUnreadable,
        UnknownProvider, SameName, UnknownBackend, BadName, BadAddress, AddressIncomplete, OpenToAll, AuthIncomplete, ExcludeEachOther, LeadsNowhere,
        Hidden, InlineSecret, UnlikelyUnit, NeedsRestart, NoExchangeRate, WithoutEffect, NotRenewed,
    ];

    /// <summary>The code.</summary>
    public override string ToString() => Id;
}
