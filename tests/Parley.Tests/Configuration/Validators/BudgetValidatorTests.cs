using Parley.Configuration;
using Parley.Configuration.Diagnostics;

namespace Parley.Tests.Configuration;

/// <summary>Limits that are not whole, or say what cannot be meant.</summary>
public sealed class BudgetValidatorTests
{
    [Theory]
    [InlineData("""{ "for": "global" }""", "the limit has no amount", "add `requests`, `tokens`, `usd`, `money`, `wh` or `concurrent`")]
    [InlineData("""{ "requests": 5 }""", "the limit has no window", "add `per: minute`, `hour`, `day` or `month`")]
    [InlineData("""{ "requests": 5, "per": "week" }""", "`week` is not one of minute, hour, day, month", "one of minute, hour, day, month")]
    [InlineData("""{ "requests": 0, "per": "day" }""", "0 is too small", "1 at least")]
    [InlineData("""{ "usd": 5, "money": 6, "per": "day" }""", "`money` says again what `usd` says", "keep one of the two")]
    [InlineData("""{ "money": 5, "currency": "Euro", "per": "day" }""", "`EURO` is no currency", "three letters, such as USD")]
    [InlineData("""{ "usd": 5, "per": "day", "time_zone": "Europe/Berln" }""", "time zone `Europe/Berln` does not exist here", "did you mean `Europe/Berlin`?")]
    [InlineData("""{ "for": "everyone", "requests": 5, "per": "day" }""", "`global` or a group such as { key: \"*\" } is wanted here, not a text", null)]
    [InlineData("""{ "for": { "keys": "*" }, "requests": 5, "per": "day" }""", "unknown field `keys`", "did you mean `key`?")]
    [InlineData("""{ "requests": 5, "per": "day", "warn_at": 90 }""", "90 is too large", "1 at most")]
    public void Limit_that_says_nothing_sensible_is_refused(string limit, string message, string? hint)
    {
        var problem = Files.Load($$"""{ "limits": [ {{limit}} ] }""").OnlyError();

        Assert.Equal(message, problem.Message);
        Assert.NotNull(problem.Span);
        if (hint is not null)
            Assert.Equal(hint, problem.Hint);
    }

    [Fact]
    public void Two_limits_that_count_the_same_are_refused() =>
        Assert.Equal("two limits count the same (requests)", Files.Load("""{ "limits": [ { "requests": 5, "per": "day" }, { "requests": 6, "tokens": 7, "per": "day" } ] }""").OnlyError().Message);

    [Theory]
    [InlineData("""{ "for": { "key": "alise" }, "requests": 5, "per": "day" }""", "no key is called `alise`", "did you mean `alice`?")]
    [InlineData("""{ "for": { "backend": "groqq" }, "requests": 5, "per": "day" }""", "no backend is called `groqq`", "did you mean `groq`?")]
    [InlineData("""{ "requests": 5, "per": "minute", "time_zone": "UTC" }""", "a window that rolls has no time zone", "add `window: calendar`")]
    public void Limit_for_nobody_is_a_warning(string limit, string message, string hint)
    {
        var loaded = Files.Load($$"""{ "keys": [ { "name": "alice", "key": "long-enough" } ], "backends": [ { "id": "groq", "type": "groq", "api_key": "k" } ], "limits": [ {{limit}} ] }""");

        var warning = loaded.Problems.Single(static problem => problem.Code != ProblemCode.InlineSecret);
        Assert.Equal((Severity.Warning, message, hint), (warning.Severity, warning.Message, warning.Hint));
    }

    [Theory]
    [InlineData("""{ "team": "red" }""", "none", 1)]
    [InlineData("""{ "key": "ci" }""", "none", 1)]
    [InlineData("""{ "team": "red" }""", "parley.db", 0)]
    [InlineData("""{ "key": "ci" }""", "parley.db", 0)]
    [InlineData("""{ "key": "ci" }""", "", 0)]
    public void Keys_and_teams_may_be_in_the_store_where_there_is_one(string whom, string store, int warnings)
    {
        var loaded = Files.Load($$"""{ {{(store.Length == 0 ? "" : $"\"store\": \"{store}\",")}} "keys": [ { "name": "alice", "key": "long-enough" } ], "limits": [ { "for": {{whom}}, "requests": 5, "per": "day" } ] }""");

        Assert.Equal(warnings, loaded.Problems.Count(static problem => problem.Code == ProblemCode.WithoutEffect));
    }

    [Theory]
    [InlineData("10", "an amount, a currency and a window such as 10 usd/month is wanted here, not a number")]
    [InlineData("\"10 usd\"", "an amount, a currency and a window such as 10 usd/month is wanted here, not a text")]
    [InlineData("\"10 usd/year\"", "`year` is no window")]
    [InlineData("\"10 usd/1\"", "`1` is no window")]
    public void Budget_of_a_key_that_cannot_be_read_is_refused(string budget, string message) =>
        Assert.Equal(message, Files.Load($$"""{ "keys": [ { "name": "alice", "key": "long-enough", "budget": {{budget}} } ] }""").OnlyError().Message);

    [Fact]
    public void Tag_of_a_key_has_no_comma() =>
        Assert.Equal("the tag `a,b` has a comma in it, which separates tags", Files.Load("""{ "keys": [ { "name": "alice", "key": "long-enough", "request_tags": ["x", "a,b"] } ] }""").OnlyError().Message);

    [Fact]
    public void Webhook_is_an_address() =>
        Assert.Equal("`hooks/limits` is no address", Files.Load("""{ "limits_webhook": "hooks/limits" }""").OnlyError().Message);

    [Fact]
    public void Short_forms_of_a_key_are_limits_of_its_own()
    {
        var key = Files.Compile("""{ "keys": [ { "name": "alice", "key": "long-enough", "team": "blue", "request_tags": ["a"], "rpm": 2, "tpm": 3, "rpd": 4, "concurrent": 5, "budget": "10.5 eur/month" } ] }""").Keys.All[0];

        Assert.Equal(("blue", "a"), (key.Team, key.Tags.Single()));
        Assert.Equal(["2 requests a minute", "3 tokens a minute", "4 requests a day", "5 requests at one time", "10.5 EUR a month"], key.Budgets.Select(static rule => rule.Says));
        Assert.All(key.Budgets, static rule => Assert.Equal(new BudgetMatch(BudgetScope.Key, new Glob("alice")), rule.For.Single()));
    }

    [Fact]
    public void Windows_roll_by_the_minute_and_the_hour_and_follow_the_calendar_by_the_day_and_the_month()
    {
        var rules = Files.Compile("""
            { "limits": [ { "requests": 1, "per": "minute" }, { "requests": 1, "per": "hour", "window": "calendar" }, { "tokens": 1, "per": "day" }, { "usd": 1, "per": "month", "window": "rolling" }, { "wh": 1, "per": "month", "time_zone": "Europe/Berlin" } ] }
            """).Budgets;

        Assert.Equal([null, "UTC", "UTC", null, "Europe/Berlin"], rules.Select(static rule => rule.Window!.Zone?.Id));
    }
}
