using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>The section <c>guards</c>: what may not leave this place, or not come back to callers. Plain data; for code that has no file, an options record like any other.</summary>
public sealed record GuardOptions
{
    /// <summary>Nothing is guarded.</summary>
    public static GuardOptions None { get; } = new();

    /// <summary>What is done about each kind of personal data; kinds that are missing are not looked for.</summary>
    public ImmutableSortedDictionary<PiiKind, GuardRule> Pii { get; init; } = ImmutableSortedDictionary<PiiKind, GuardRule>.Empty;

    /// <summary>Patterns of the operator's own.</summary>
    public ImmutableArray<GuardPattern> Patterns { get; init; } = [];

    /// <summary>What is done about texts that would give the model other instructions.</summary>
    public InjectionOptions Injection { get; init; } = new();

    /// <summary>The most messages of a request; null for any number.</summary>
    public int? MaxMessages { get; init; }

    /// <summary>The most characters of one message; null for any number.</summary>
    public int? MaxMessageChars { get; init; }

    /// <summary>The most characters of all messages; null for any number.</summary>
    public int? MaxChars { get; init; }

    /// <summary>Whether characters that nobody sees, and that models read all the same, are taken out of requests.</summary>
    public bool StripInvisible { get; init; }

    /// <summary>The models, as callers name them, that nothing of this is for.</summary>
    public ImmutableArray<Glob> ExceptModels { get; init; } = [];

    /// <summary>The names of the keys that nothing of this is for.</summary>
    public ImmutableArray<Glob> ExceptKeys { get; init; } = [];

    /// <summary>The group in the file; null for options made in code.</summary>
    internal Reading.ConfigMap? Node { get; init; }

    /// <summary>Whether nothing is guarded.</summary>
    public bool IsEmpty => Pii.IsEmpty && Patterns.IsEmpty && Injection.Action is null && MaxMessages is null && MaxMessageChars is null && MaxChars is null && !StripInvisible;
}

/// <summary>A kind of personal data that is known by its form.</summary>
public enum PiiKind
{
    /// <summary>A mail address.</summary>
    Email,

    /// <summary>A social security number of the USA.</summary>
    Ssn,

    /// <summary>The number of a credit card, with the right check digit.</summary>
    CreditCard,

    /// <summary>A telephone number.</summary>
    Phone,

    /// <summary>An address of the internet, of version 4 or 6.</summary>
    Ip,

    /// <summary>A key of a provider, a token, a signed token.</summary>
    ApiKey,
}

/// <summary>What is done about something that was found.</summary>
public enum GuardAction
{
    /// <summary>The request is refused, or the answer ended.</summary>
    Block,

    /// <summary>A placeholder stands in its place, for good: <c>[EMAIL_1]</c>.</summary>
    Redact,

    /// <summary>It stays, and is counted, logged and told.</summary>
    Warn,

    /// <summary>The model reads a placeholder, and the caller of its answer what stood there.</summary>
    Reversible,
}

/// <summary>Where it is looked for.</summary>
public enum GuardDirection
{
    /// <summary>In requests.</summary>
    Input,

    /// <summary>In answers.</summary>
    Output,

    /// <summary>In both.</summary>
    Both,
}

/// <summary>What is done about one kind.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Direction">Where it is looked for.</param>
public sealed record GuardRule(GuardAction Action, GuardDirection Direction = GuardDirection.Input)
{
    /// <summary>The rule for requests.</summary>
    public static implicit operator GuardRule(GuardAction action) => new(action);
}

/// <summary>A pattern of the operator's own.</summary>
/// <param name="Name">What it finds, a word: the placeholder is made of it.</param>
/// <param name="Match">A regular expression without lookarounds and back references, which takes linear time.</param>
public sealed record GuardPattern(string Name, string Match)
{
    /// <summary>What is done about it.</summary>
    public GuardAction Action { get; init; } = GuardAction.Redact;

    /// <summary>Where it is looked for.</summary>
    public GuardDirection Direction { get; init; }

    /// <summary>The entry in the file; null for options made in code.</summary>
    internal Reading.ConfigMap? Node { get; init; }
}

/// <summary>What is done about texts that would give the model other instructions.</summary>
public sealed record InjectionOptions
{
    /// <summary><see cref="GuardAction.Block"/> or <see cref="GuardAction.Warn"/>; null to look for none.</summary>
    public GuardAction? Action { get; init; }

    /// <summary>Regular expressions of the operator's own, besides those that Parley knows; case does not matter.</summary>
    public ImmutableArray<string> Patterns { get; init; } = [];

    /// <summary>The group in the file; null for options made in code, and for a plain word.</summary>
    internal Reading.ConfigMap? Node { get; init; }
}
