using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Conversation;

/// <summary>Spellings that are read when somebody asks for them.</summary>
public sealed class ExtraSpellingsTests
{
    private readonly byte[] _body = """{"role":"assistant","text":"Hi","note":[1,2]}"""u8.ToArray();
    private int _asked;

    [Fact]
    public void Spellings_of_an_object_are_read_once_and_not_before_somebody_asks()
    {
        var extras = Lazy();
        extras.Add("own", RawJson.Parse("1"));
        Assert.Equal("1", extras["own"].ToString());
        Assert.True(extras["role"].IsAbsent);
        Assert.Equal(0, _asked);

        Assert.Equal(("\"assistant\"", "[1,2]"), (extras.Spelling("said.role").ToString(), extras.Spelling("said.note").ToString()));
        Assert.Equal(3, _asked);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("said.text")]
    [InlineData("role")]
    public void Spelling_is_absent_for_a_member_that_is_none(string name) => Assert.True(Lazy().Spelling(name).IsAbsent);

    [Fact]
    public void Spellings_are_all_behind_those_that_were_added()
    {
        var extras = Lazy();
        extras.AddSpelling("own", RawJson.Parse("1"));

        Assert.Equal("own=1 said.role=\"assistant\" said.note=[1,2]", Told(extras));
        Assert.Equal("own=1 said.role=\"assistant\" said.note=[1,2]", Told(extras));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Detached_copy_outlives_the_bytes(bool isRead)
    {
        var extras = Lazy();
        extras.Add("own", new RawJson(_body.AsMemory(8, 11)));
        if (isRead)
            extras.Spelling("said.role");

        var copy = extras.Detach();
        _body.AsSpan().Fill((byte)'#');

        Assert.Equal("d", copy.Dialect);
        Assert.Equal("\"assistant\"", copy["own"].ToString());
        Assert.Equal("said.role=\"assistant\" said.note=[1,2]", Told(copy));
        Assert.Equal("\"assistant\"", copy.Spelling("said.role").ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Copy_without_a_member_has_the_spellings(bool isRead)
    {
        var extras = Lazy();
        extras.Add("gone", RawJson.Parse("1"));
        extras.Add("kept", RawJson.Parse("2"));
        if (isRead)
            extras.Spelling("said.role");

        var copy = extras.Without("gone");

        Assert.Equal(["kept"], copy.Members.Select(static member => member.Key));
        Assert.Equal("said.role=\"assistant\" said.note=[1,2]", Told(copy));
        Assert.Equal("[1,2]", copy.Spelling("said.note").ToString());
        Assert.Equal("said.role=\"assistant\" said.note=[1,2]", Told(extras));
    }

    private Extras Lazy()
    {
        var extras = new Extras("d");
        extras.AddSpellings(new RawJson(_body), NameOf);
        return extras;
    }

    private string? NameOf(ReadOnlySpan<byte> name)
    {
        _asked++;
        return name.SequenceEqual("text"u8) ? null : "said." + Encoding.UTF8.GetString(name);
    }

    private static string Told(Extras extras) => string.Join(' ', extras.Spellings.Select(static spelling => $"{spelling.Key}={spelling.Value}"));
}
