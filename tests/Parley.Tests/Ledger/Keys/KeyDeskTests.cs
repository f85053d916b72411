using System.Text;
using Parley.Dialects.Conversation;
using Parley.Ledger.Keys;

namespace Parley.Tests.Ledger.Keys;

/// <summary>What can be said of a key, and what cannot.</summary>
public sealed class KeyDeskTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly MemoryKeyStore _store = new();

    private KeyDesk Desk => new(_store, TimeProvider.System, static _ => false);

    [Theory]
    [InlineData("""{"key":"sk-parley-ab12..."}""", "masked_key")]
    [InlineData("""{"key":"sk-parley-ab12…"}""", "masked_key")]
    [InlineData("""{"key":"***"}""", "masked_key")]
    [InlineData("""{"key_env":"HOME"}""", "key_value_not_settable")]
    [InlineData("""{"key":"sk-parley-aaaaaaaaaaaa-"}""", "key_value_not_settable")]
    [InlineData("""{"key":null}""", "key_value_not_settable")]
    public async Task Value_is_never_written_back(string changes, string code)
    {
        await Desk.CreateAsync("ci", "{}"u8.ToArray(), "test", None);
        var before = await _store.FindKeyAsync("ci", None);

        var answer = await Desk.ChangeAsync("ci", Encoding.UTF8.GetBytes(changes), "test", None);

        Assert.Equal((FaultKind.InvalidRequest, code), (answer.Fault!.Kind, answer.Fault.Code));
        Assert.Same(before, await _store.FindKeyAsync("ci", None));
    }

    [Theory]
    [InlineData("""{"expires":"2020-01-01"}""", "expires lies in the past")]
    [InlineData("""{"teem":"x"}""", "did you mean `team`?")]
    [InlineData("""{"team":["x"]}""", "a text is wanted here")]
    [InlineData("""{"roles":["root"]}""", "`root` is not one of call, read, admin")]
    [InlineData("""{"networks":["10.0.0.0/99"]}""", "a network such as")]
    [InlineData("""{"expires":"soon"}""", "a time such as")]
    [InlineData("""{"operations":["paint"]}""", "`paint` is not one of")]
    [InlineData("""{"max_tokens":10,"max_tokens_limit":5}""", "max_tokens is above max_tokens_limit")]
    [InlineData("""{"owner":"${HOME}"}""", "environment variable `HOME` is not set")]
    [InlineData("""{"disabled":"yes"}""", "disabled is true or false")]
    [InlineData("""{"disabled":null}""", "disabled is true or false")]
    [InlineData("""{"request_tags":["a","b,c"]}""", "the tag `b,c` has a comma in it")]
    [InlineData("""{"name":"other"}""", "A key keeps its name")]
    [InlineData("""{"team":"a","team":"b"}""", "says something twice")]
    [InlineData("""["team"]""", "are a JSON object")]
    [InlineData("""{"team":""", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    public async Task Terms_that_are_none_are_refused_with_what_is_wrong(string settings, string expected)
    {
        var answer = await Desk.CreateAsync("ci", Encoding.UTF8.GetBytes(settings), "test", None);

        Assert.Equal(FaultKind.InvalidRequest, answer.Fault?.Kind);
        Assert.Contains(expected, answer.Fault!.Message, StringComparison.Ordinal);
        Assert.Null(answer.Value);
        Assert.Empty(await _store.ReadKeysAsync(None));
    }

    [Theory]
    [InlineData("""{"team":"a","roles":["root"]}""", "roles", "roles: ")]
    [InlineData("""{"team":"a","expires":"soon"}""", "expires", "expires: ")]
    [InlineData("""{"teem":"x"}""", "teem", "unknown field `teem`")]
    [InlineData("""{"max_tokens":10,"max_tokens_limit":5}""", "max_tokens", "max_tokens is")]
    public async Task What_is_wrong_is_named(string settings, string member, string beginning)
    {
        var answer = await Desk.CreateAsync("ci", Encoding.UTF8.GetBytes(settings), "test", None);

        Assert.Equal(member, answer.Fault!.Param);
        Assert.StartsWith(beginning, answer.Fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ci", true)]
    [InlineData("team-a.ci_2@example", true)]
    [InlineData("-ci", false)]
    [InlineData("a*", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("ä", false)]
    [InlineData("a\n", false)]
    public async Task Names_are_such_as_can_stand_anywhere(string name, bool isGood)
    {
        var answer = await Desk.CreateAsync(name, "{}"u8.ToArray(), "test", None);

        Assert.Equal(isGood ? null : "invalid_key_name", answer.Fault?.Code);
    }

    [Fact]
    public async Task What_is_not_named_stays_and_null_takes_back()
    {
        await Desk.CreateAsync("ci", """{"team":"a","owner":"anna","disabled":true}"""u8.ToArray(), "test", None);

        var answer = await Desk.ChangeAsync("ci", """{"team":null,"models":["m"]}"""u8.ToArray(), "test", None);

        Assert.Equal(("""{"owner":"anna","models":["m"]}""", true), (answer.Key!.Settings, answer.Key.IsDisabled));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100 * 24 * 3600)]
    public async Task Overlap_has_bounds(int seconds)
    {
        await Desk.CreateAsync("ci", "{}"u8.ToArray(), "test", None);

        Assert.Equal("overlap", (await Desk.RotateAsync("ci", TimeSpan.FromSeconds(seconds), "test", None)).Fault?.Param);
    }
}
