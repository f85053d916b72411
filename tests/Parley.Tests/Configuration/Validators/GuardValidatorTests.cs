using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Tests.Configuration;

/// <summary>Guards that cannot be carried out.</summary>
public sealed class GuardValidatorTests
{
    [Theory]
    [InlineData("""{ "pii": { "email": "redacted" } }""", "`redacted` is not one of block, redact, warn, reversible", "did you mean `redact`?")]
    [InlineData("""{ "pii": { "mail": "redact" } }""", "unknown field `mail`", "did you mean `email`?")]
    [InlineData("""{ "pii": { "email": { "direction": "output" } } }""", "field `action` is missing", "add `action`")]
    [InlineData("""{ "pii": { "credit_card": { "action": "reversible", "direction": "both" } } }""", "`credit_card` cannot be `reversible` in answers: what the model itself says nobody can put back", "leave out `direction`, or write `action: redact`")]
    [InlineData("""{ "injection": "redact" }""", "`redact` is not one of block, warn", null)]
    [InlineData("""{ "injection": { "action": "warn", "patterns": [ "a(" ] } }""", "`a(` is no expression that can be looked for: Invalid pattern 'a(' at offset 2. Not enough )'s.", null)]
    [InlineData("""{ "patterns": [ { "name": "x", "match": "(?=a)b" } ] }""", "`(?=a)b` is no expression that can be looked for: it looks around, refers back, or repeats too often, so that its time has no bound", null)]
    [InlineData("""{ "patterns": [ { "name": "x", "match": "a*" } ] }""", "`a*` is no expression that can be looked for: it also finds the empty text", null)]
    [InlineData("""{ "patterns": [ { "name": "a b", "match": "a" } ] }""", "`a b` is no word", "letters, digits and _, a letter first: the placeholder is made of it")]
    [InlineData("""{ "patterns": [ { "name": "Email", "match": "a" } ] }""", "`Email` is one of the kinds of `pii`", "choose another name")]
    [InlineData("""{ "patterns": [ { "name": "x", "match": "a" }, { "name": "X", "match": "b" } ] }""", "two patterns have the name `X`", "choose another name")]
    [InlineData("""{ "max_messages": 0 }""", "0 is too small", "1 at least")]
    public void Guard_that_cannot_be_carried_out_is_refused_with_its_place(string guards, string message, string? hint)
    {
        var problem = Files.Load($$"""{ "guards": {{guards}} }""").OnlyError();

        Assert.Equal(message, problem.Message);
        Assert.NotNull(problem.Span);
        if (hint is not null)
            Assert.Equal(hint, problem.Hint);
    }

    [Fact]
    public void Exceptions_without_a_guard_are_a_warning()
    {
        var warning = Assert.Single(Files.Load("""{ "guards": { "except_keys": [ "a" ] } }""").Problems);

        Assert.Equal((Severity.Warning, ProblemCode.WithoutEffect), (warning.Severity, warning.Code));
    }

    [Fact]
    public void Other_spellings_mean_the_same()
    {
        var guards = Files.Load("""{ "guards": { "pii": { "creditCard": "block", "apiKey": "warn" }, "maxMessages": 5, "maxMessageLength": 6, "maxTotalLength": 7, "prompt_injection": "warn" }, "history": { "maxTurns": 3, "maxTokens": 4 } }""").Require();

        Assert.Equal([new(PiiKind.CreditCard, GuardAction.Block), new KeyValuePair<PiiKind, GuardRule>(PiiKind.ApiKey, GuardAction.Warn)], guards.Guards.Pii);
        Assert.Equal((5, 6, 7, GuardAction.Warn, 3, 4), (guards.Guards.MaxMessages!.Value, guards.Guards.MaxMessageChars!.Value, guards.Guards.MaxChars!.Value, guards.Guards.Injection.Action!.Value, guards.History.MaxTurns!.Value, guards.History.MaxTokens!.Value));
    }
}
