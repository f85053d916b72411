using Parley.Configuration;
using Parley.Configuration.Credentials;

namespace Parley.Tests.Configuration.Credentials.Stores;

/// <summary>What every store of credentials does, wherever it keeps them.</summary>
public abstract class CredentialStoreContract : IAsyncDisposable
{
    /// <summary>Text that no store may show anywhere but in a retrieved value.</summary>
    private const string Marked = "sk-very-secret";

    /// <summary>The store, opened anew: all that are opened in a test have the same credentials, and none before it begins.</summary>
    protected abstract ICredentialStore Open();

    /// <summary>A store whose program or server is not there, or whose file is no store.</summary>
    protected abstract ICredentialStore OpenAbsent();

    /// <summary>A store that was locked after it was filled, where such a thing is.</summary>
    protected virtual ICredentialStore? OpenLocked() => null;

    /// <summary>What others could see: arguments of programs, addresses that were called, files on disk.</summary>
    protected abstract IEnumerable<string> Seen { get; }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void What_is_stored_is_there_until_it_is_deleted()
    {
        Open().Store("OpenAI", new Secret("sk-one"));
        Open().Store("groq", new Secret("gsk-two"));

        Assert.Equal(("sk-one", "gsk-two"), (Open().Retrieve("openai")?.Reveal(), Open().Retrieve("GROQ")?.Reveal()));
        Assert.True(Open().Exists("openai"));
        Assert.Equal(["groq", "openai"], Open().List().Select(static entry => entry.Name));
        Assert.All(Open().List(), static entry => Assert.InRange(entry.Set, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1)));

        Assert.True(Open().Delete("OPENAI"));

        Assert.Null(Open().Retrieve("openai"));
        Assert.False(Open().Exists("openai"));
        Assert.Equal(["groq"], Open().List().Select(static entry => entry.Name));
    }

    [Fact]
    public void What_is_stored_again_replaces_what_was_there_also_after_it_was_deleted()
    {
        Open().Store("openai", new Secret("sk-one"));
        Open().Store("openai", new Secret("sk-two"));
        Assert.Equal("sk-two", Open().Retrieve("openai")?.Reveal());

        Open().Delete("openai");
        Open().Store("openai", new Secret("sk-three"));

        Assert.Equal("sk-three", Open().Retrieve("openai")?.Reveal());
        Assert.Single(Open().List());
    }

    [Fact]
    public void What_was_never_stored_is_not_there()
    {
        Assert.Null(Open().Retrieve("openai"));
        Assert.False(Open().Exists("openai"));
        Assert.False(Open().Delete("openai"));
        Assert.Empty(Open().List());
    }

    [Fact]
    public void Names_of_any_letters_are_kept_apart()
    {
        string[] names = ["-first", "a", "a--b", "a-b", "a-x2d", "a.b", "a/b", "a_b", "a%2fb", "a\"b'c`d$e\\f", "azure:eu/gpt", "schl\u00fcssel", new('n', 100)];
        foreach (var name in names)
            Open().Store(name, new Secret($"value of {name}"));

        Assert.All(names, name => Assert.Equal($"value of {name}", Open().Retrieve(name)?.Reveal()));
        Assert.Equal(names.Order(StringComparer.Ordinal), Open().List().Select(static entry => entry.Name).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.True(Open().Delete(name)));
        Assert.Empty(Open().List());
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("schl\u00fcssel-\u20ac-\ud83d\udd11")]
    [InlineData("\"quoted\" 'and' \\escaped\\ $HOME `id` %s")]
    [InlineData("base64:c2s=")]
    [InlineData("0x736b")]
    [InlineData("-w")]
    public void Value_comes_back_as_it_was(string value)
    {
        Open().Store("openai", new Secret(value));

        Assert.Equal(value, Open().Retrieve("openai")?.Reveal());
    }

    [Fact]
    public void Long_value_comes_back_as_it_was()
    {
        var value = new Secret(string.Concat(Enumerable.Range(0, 3000).Select(static at => (char)('a' + at % 26))));
        Open().Store("openai", value);

        Assert.Equal(value, Open().Retrieve("openai"));
    }

    [Theory]
    [InlineData("", Marked)]
    [InlineData("two words", Marked)]
    [InlineData("line\nbreak", Marked)]
    [InlineData("openai", "  ")]
    [InlineData("openai", Marked + "\nof two lines")]
    public void Bad_name_and_bad_value_are_refused_before_anything_is_done(string name, string value)
    {
        var refused = Assert.Throws<ArgumentException>(() => Open().Store(name, new Secret(value)));

        Assert.DoesNotContain(Marked, refused.ToString(), StringComparison.Ordinal);
        Assert.Empty(Open().List());
    }

    [Fact]
    public void Value_is_never_seen_by_others()
    {
        Open().Store("openai", new Secret(Marked));
        Open().Store("openai", new Secret(Marked + "-\u00fc"));
        Open().Retrieve("openai");
        Open().List();
        Open().Delete("openai");
        Open().Store("groq", new Secret(Marked));

        Assert.NotEmpty(Seen);
        Assert.All(Seen, static seen => Assert.DoesNotContain(Marked, seen, StringComparison.Ordinal));
    }

    [Fact]
    public void Store_that_is_not_there_says_so_and_shows_no_value()
    {
        foreach (var act in Acts)
        {
            var failed = Assert.Throws<CredentialStoreException>(() => act(OpenAbsent()));
            Assert.True(failed.Fault is CredentialStoreFault.Absent or CredentialStoreFault.Malformed, failed.Message);
            Assert.DoesNotContain(Marked, failed.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Store_that_is_locked_says_so_and_shows_no_value()
    {
        Open().Store("openai", new Secret(Marked));
        if (OpenLocked() is not { } locked)
            return;
        foreach (var act in Acts)
        {
            var failed = Assert.Throws<CredentialStoreException>(() => act(locked));
            Assert.Equal(CredentialStoreFault.Refused, failed.Fault);
            Assert.DoesNotContain(Marked, failed.ToString(), StringComparison.Ordinal);
        }
    }

    private static IReadOnlyList<Action<ICredentialStore>> Acts =>
    [
        static store => store.Store("openai", new Secret(Marked)),
        static store => store.Retrieve("openai"),
        static store => store.Delete("openai"),
        static store => store.Exists("openai"),
        static store => store.List(),
    ];
}
