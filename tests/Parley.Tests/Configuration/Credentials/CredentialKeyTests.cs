using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Parley.Configuration;
using Parley.Configuration.Credentials;

namespace Parley.Tests.Configuration.Credentials;

public sealed class CredentialKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-credentials").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("first", "second")]
    [InlineData("first", null)]
    [InlineData(null, "second")]
    [InlineData(null, null)]
    public void Everything_is_encrypted_anew_and_opens_after_the_new_passphrase_only(string? before, string? after)
    {
        var open = Open(before);
        open.Store("openai", new Secret("sk-one"));
        open.Store("groq", new Secret("gsk-two"));
        var (texts, dates) = (Texts(), Open(before).List());

        Assert.True(open.ChangePassphrase(after));

        Assert.Equal("sk-one", open.Retrieve("openai")!.Reveal());
        Assert.Equal(("sk-one", "gsk-two"), (Open(after).Retrieve("openai")!.Reveal(), Open(after).Retrieve("groq")!.Reveal()));
        Assert.Equal(dates, Open(after).List());
        Assert.DoesNotContain(Texts(), texts.Contains);
        Assert.Equal(after is null, File.Exists(KeyPath));
        if (after is not null)
            Assert.Throws<CredentialStoreException>(() => Open(before).Retrieve("openai"));
    }

    [Fact]
    public void Wrong_passphrase_and_a_changed_entry_leave_the_file_as_it_was()
    {
        Open("first").Store("openai", new Secret("sk-one"));
        var before = File.ReadAllText(FilePath);
        Assert.Equal(CredentialStoreFault.WrongKey, FaultOf(() => Open("other").ChangePassphrase("second")));
        Assert.Equal(CredentialStoreFault.PassphraseNeeded, FaultOf(() => Open().ChangePassphrase("second")));
        Assert.Equal(before, File.ReadAllText(FilePath));

        var changed = JsonNode.Parse(before)!;
        changed["entries"]!["groq"] = changed["entries"]!["openai"]!.DeepClone();
        File.WriteAllText(FilePath, changed.ToJsonString());
        Assert.Equal(CredentialStoreFault.Tampered, FaultOf(() => Open("first").ChangePassphrase("second")));
        Assert.Equal("sk-one", Open("first").Retrieve("openai")!.Reveal());
    }

    [Fact]
    public void Where_there_is_no_file_there_is_no_passphrase_to_change()
    {
        Assert.False(Open().ChangePassphrase("second"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Key_file_that_is_protected_opens_for_its_user_only()
    {
        Open(protector: new FakeProtector(1)).Store("openai", new Secret("sk-one"));

        Assert.Equal("sk-one", Open(protector: new FakeProtector(1)).Retrieve("openai")!.Reveal());
        Assert.Equal("dpapi", (string?)JsonNode.Parse(File.ReadAllText(FilePath))!["key"]!["from"]);
        Assert.NotEqual(32, new FileInfo(KeyPath).Length);
        Assert.Equal(CredentialStoreFault.WrongKey, FaultOf(() => Open(protector: new FakeProtector(2)).Retrieve("openai")));
        Assert.Equal(CredentialStoreFault.WrongKey, FaultOf(() => Open().Retrieve("openai")));
    }

    [Fact]
    public void Key_file_is_protected_by_the_platform_where_it_can()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "not run: DPAPI is part of Windows");
        new CredentialFile(FilePath, static () => null, TimeProvider.System).Store("openai", new Secret("sk-one"));

        Assert.Equal("sk-one", new CredentialFile(FilePath, static () => null, TimeProvider.System).Retrieve("openai")!.Reveal());
        Assert.Equal("dpapi", (string?)JsonNode.Parse(File.ReadAllText(FilePath))!["key"]!["from"]);
    }

    private string FilePath => Path.Combine(_folder, "credentials.json");

    private string KeyPath => Path.Combine(_folder, "credentials.key");

    private CredentialFile Open(string? passphrase = null, IKeyProtector? protector = null) => new(FilePath, () => passphrase, TimeProvider.System, protector, 100_000);

    private List<string> Texts() => [.. JsonNode.Parse(File.ReadAllText(FilePath))!["entries"]!.AsObject().Select(static entry => (string)entry.Value!["value"]!["text"]!)];

    private static CredentialStoreFault FaultOf(Action act) => Assert.Throws<CredentialStoreException>(act).Fault;

    /// <summary>Protects like DPAPI, as far as it is seen from outside: longer than the key, and for one user.</summary>
    private sealed class FakeProtector(byte user) : IKeyProtector
    {
        public string Name => "dpapi";

        public byte[] Protect(byte[] key) => [user, .. key.Select(one => (byte)(one ^ user))];

        public byte[] Unprotect(byte[] key) => key[0] == user ? [.. key.Skip(1).Select(one => (byte)(one ^ user))] : throw new CryptographicException();
    }
}
