using System.Text.Json.Nodes;
using Parley.Configuration;
using Parley.Configuration.Credentials;

namespace Parley.Tests.Configuration.Credentials;

public sealed class CredentialFileTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 10, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-credentials").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_stored_is_there_after_a_restart()
    {
        Open().Store("OpenAI", new Secret("sk-one"));
        Open().Store("groq", new Secret("gsk-two"));

        Assert.Equal("sk-one", Open().Retrieve("openai")!.Reveal());
        Assert.Equal("gsk-two", Open().Retrieve("GROQ")!.Reveal());
        Assert.True(Open().Exists("openai"));
        Assert.Equal([new StoredCredential("groq", Now), new StoredCredential("openai", Now)], Open().List());
    }

    [Fact]
    public void A_passphrase_opens_what_was_stored_with_it_and_no_key_file_is_made()
    {
        Open("correct horse").Store("openai", new Secret("sk-one"));

        Assert.Equal("sk-one", Open("correct horse").Retrieve("openai")!.Reveal());
        Assert.False(File.Exists(KeyPath));
        var key = JsonNode.Parse(File.ReadAllText(FilePath))!["key"]!;
        Assert.Equal("pbkdf2-sha256", (string?)key["kdf"]);
        Assert.Equal(600_000, (int?)key["iterations"]);
    }

    [Fact]
    public void A_replaced_credential_is_seen_by_a_store_that_is_open()
    {
        var open = Open();
        open.Store("openai", new Secret("sk-old"));
        Assert.Equal("sk-old", open.Retrieve("openai")!.Reveal());

        Open().Store("openai", new Secret("sk-new"));

        Assert.Equal("sk-new", open.Retrieve("openai")!.Reveal());
    }

    [Fact]
    public void What_was_deleted_is_gone()
    {
        Open().Store("openai", new Secret("sk-one"));

        Assert.True(Open().Delete("openai"));

        Assert.Null(Open().Retrieve("openai"));
        Assert.False(Open().Exists("openai"));
        Assert.False(Open().Delete("openai"));
    }

    [Fact]
    public void Without_a_file_there_is_nothing_and_none_is_made()
    {
        Assert.Null(Open().Retrieve("openai"));
        Assert.Empty(Open().List());
        Assert.False(Open().Delete("openai"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void No_value_is_readable_in_any_file_and_only_the_owner_may_read_them()
    {
        Open().Store("openai", new Secret("sk-very-secret"));
        Open().Store("openai", new Secret("sk-very-secret"));

        foreach (var file in Directory.GetFiles(_folder))
        {
            Assert.DoesNotContain("sk-very-secret", File.ReadAllText(file), StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        Assert.Equal(["credentials.json", "credentials.json.lock", "credentials.key"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_wrong_passphrase_is_told_from_a_changed_entry_and_neither_shows_a_value()
    {
        Open("correct horse").Store("openai", new Secret("sk-one"));

        var wrong = Assert.Throws<CredentialStoreException>(() => Open("battery staple").Retrieve("openai"));
        Assert.Equal(CredentialStoreFault.WrongKey, wrong.Fault);
        Assert.Contains(FilePath, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("battery", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(CredentialStoreFault.WrongKey, FaultOf(() => Open("battery staple").Store("groq", new Secret("gsk"))));
        Assert.Equal(CredentialStoreFault.PassphraseNeeded, FaultOf(() => Open().Retrieve("openai")));
    }

    [Fact]
    public void An_entry_opens_under_its_own_name_only()
    {
        Open().Store("openai", new Secret("sk-one"));
        Open().Store("groq", new Secret("gsk-two"));
        var file = JsonNode.Parse(File.ReadAllText(FilePath))!;
        file["entries"]!["openai"] = file["entries"]!["groq"]!.DeepClone();
        File.WriteAllText(FilePath, file.ToJsonString());

        var changed = Assert.Throws<CredentialStoreException>(() => Open().Retrieve("openai"));

        Assert.Equal(CredentialStoreFault.Tampered, changed.Fault);
        Assert.Contains(FilePath, changed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("gsk-two", changed.ToString(), StringComparison.Ordinal);
        Assert.Equal("gsk-two", Open().Retrieve("groq")!.Reveal());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("not json")]
    [InlineData("""{"format":"parley-credentials","version":2}""")]
    [InlineData("""{"format":"parley-credentials","version":1,"key":{"from":"passphrase","kdf":"pbkdf2-sha256","iterations":1,"salt":"AAAAAAAAAAAAAAAAAAAAAA=="},"check":{"nonce":"","text":"","tag":""},"entries":{}}""")]
    public void A_file_of_another_form_is_an_error_and_stays_as_it_is(string text)
    {
        File.WriteAllText(FilePath, text);

        Assert.Equal(CredentialStoreFault.Malformed, FaultOf(() => Open().Retrieve("openai")));
        Assert.Equal(CredentialStoreFault.Malformed, FaultOf(() => Open().Store("openai", new Secret("sk"))));
        Assert.Equal(text, File.ReadAllText(FilePath));
    }

    [Fact]
    public void A_key_file_that_others_may_read_or_that_is_gone_or_another_is_an_error()
    {
        if (OperatingSystem.IsWindows())
            return;
        Open().Store("openai", new Secret("sk-one"));

        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Equal(CredentialStoreFault.Exposed, FaultOf(() => Open().Retrieve("openai")));
        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllBytes(KeyPath, new byte[32]);
        Assert.Equal(CredentialStoreFault.WrongKey, FaultOf(() => Open().Retrieve("openai")));
        File.Delete(KeyPath);
        Assert.Equal(CredentialStoreFault.Unreadable, FaultOf(() => Open().Retrieve("openai")));
        Assert.Equal(CredentialStoreFault.Unreadable, FaultOf(() => Open().Store("openai", new Secret("sk-two"))));
    }

    [Fact]
    public void A_file_that_another_program_writes_is_busy_and_keeps_what_it_had()
    {
        Open().Store("openai", new Secret("sk-one"));
        using (new FileStream(FilePath + ".lock", FileMode.Open, FileAccess.Write, FileShare.None))
            Assert.Equal(CredentialStoreFault.Busy, FaultOf(() => Open().Store("openai", new Secret("sk-two"))));

        Assert.Equal("sk-one", Open().Retrieve("openai")!.Reveal());
    }

    [Theory]
    [InlineData("", "sk")]
    [InlineData("two words", "sk")]
    [InlineData("openai", "  ")]
    [InlineData("openai", "two\nlines")]
    public void A_bad_name_and_a_bad_value_are_refused(string name, string value) =>
        Assert.Throws<ArgumentException>(() => Open().Store(name, new Secret(value)));

    [Fact]
    public void The_file_is_where_the_environment_says()
    {
        Assert.Equal("/own/file.json", CredentialFile.DefaultPath(Files.Environment(("PARLEY_CREDENTIALS", "/own/file.json"), ("XDG_DATA_HOME", "/data"))));
        Assert.Equal(Path.Combine("/data", "parley", "credentials.json"), CredentialFile.DefaultPath(Files.Environment(("XDG_DATA_HOME", "/data"))));
        Assert.EndsWith(Path.Combine("parley", "credentials.json"), CredentialFile.DefaultPath(Files.Environment()), StringComparison.Ordinal);
    }

    private string FilePath => Path.Combine(_folder, "credentials.json");

    private string KeyPath => Path.Combine(_folder, "credentials.key");

    private CredentialFile Open(string? passphrase = null) => new(FilePath, () => passphrase, new StoppedTime(Now));

    private static CredentialStoreFault FaultOf(Action act) => Assert.Throws<CredentialStoreException>(act).Fault;

    private sealed class StoppedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
