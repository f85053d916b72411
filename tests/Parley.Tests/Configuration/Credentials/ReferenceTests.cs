using Parley.Configuration;
using Parley.Configuration.Credentials;
using Parley.Configuration.Diagnostics;

namespace Parley.Tests.Configuration.Credentials;

public sealed class ReferenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-references").FullName;
    private readonly SecretReferences _references = new(TimeProvider.System);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("exec: pass show openai", "pass|show|openai")]
    [InlineData("exec:op read 'op://vault/my key/value'", "op|read|op://vault/my key/value")]
    [InlineData("exec: a \"\" b\"c d\"e", "a||bc de")]
    [InlineData("exec: a ; rm $(b) | c > d", "a|;|rm|$(b)|||c|>|d")]
    [InlineData("exec: a ${TWO}", "a|two words")]
    public void Command_is_words_and_no_shell_line(string text, string words) =>
        Assert.Equal(words, string.Join('|', SecretReference.Read(text, "/etc", Files.Environment(("TWO", "two words")), out _)!.Command));

    [Theory]
    [InlineData("file: key.txt", "/etc/parley/key.txt")]
    [InlineData("file:/run/secrets/openai", "/run/secrets/openai")]
    [InlineData("file: ~/keys/openai", "/home/me/keys/openai")]
    [InlineData("file: ${DIR}/openai", "/creds/openai")]
    public void File_is_relative_to_the_configuration(string text, string path) =>
        Assert.Equal(path, SecretReference.Read(text, "/etc/parley", Files.Environment(("HOME", "/home/me"), ("DIR", "/creds")), out _)!.File);

    [Fact]
    public void First_line_that_a_command_prints_is_the_key()
    {
        var backend = Load("exec: printf '  sk-one  \\nsecond line\\n'");

        Assert.Equal("sk-one", backend.Credential!.Reveal());
    }

    [Fact]
    public void First_line_of_a_file_is_the_key_and_another_one_is_taken_up_by_a_reload()
    {
        Write("sk-one \n# comment\n");
        Assert.Equal("sk-one", Load("file: key").Credential!.Reveal());

        Write("sk-two\n");

        Assert.Equal("sk-two", Load("file: key").Credential!.Reveal());
        Assert.Equal([Path.Combine(_folder, "key")], _references.Files);
    }

    [Theory]
    [InlineData("exec: no-such-program-here x", "its key cannot be had: command `no-such-program-here` is not there, or may not be run")]
    [InlineData("exec: sh -c 'echo sk-one; exit 3'", "its key cannot be had: command `sh` ended with 3")]
    [InlineData("exec: true sk-argument", "its key cannot be had: command `true` printed nothing")]
    [InlineData("file: nothing", "its key cannot be had: file `FOLDER/nothing` cannot be read: there is no such file")]
    [InlineData("file: ${NOT_SET}/x", "environment variable NOT_SET is not set")]
    public void What_cannot_be_had_switches_the_backend_off_and_says_why(string reference, string why) =>
        Assert.Equal(why.Replace("FOLDER", _folder, StringComparison.Ordinal), Load(reference).DisabledReason);

    [Fact]
    public void Command_that_takes_too_long_is_ended()
    {
        var late = new SecretReferences(new HastyTime());

        var backend = Read("exec: sleep 600", late).Require().BackendList[0];

        Assert.Equal("its key cannot be had: command `sleep` took longer than 30 seconds", backend.DisabledReason);
    }

    [Fact]
    public void Key_that_cannot_be_had_any_more_stays_with_a_warning()
    {
        Write("sk-one\n");
        Load("file: key");
        File.Delete(Path.Combine(_folder, "key"));

        var loaded = Read("file: key", _references);

        Assert.Equal("sk-one", loaded.Require().BackendList[0].Credential!.Reveal());
        var warning = Assert.Single(loaded.Problems);
        Assert.Equal(("PRL1207", Severity.Warning), (warning.Code.Id, warning.Severity));
    }

    [Fact]
    public void Loader_that_was_given_no_references_follows_none()
    {
        var marker = Path.Combine(_folder, "ran");

        var backend = Read($"exec: touch {marker}", null).Require().BackendList[0];

        Assert.Equal("its key cannot be had: command `touch` is not asked here", backend.DisabledReason);
        Assert.False(File.Exists(marker));
    }

    [Theory]
    [InlineData("exec:")]
    [InlineData("file: ")]
    public void Reference_to_nothing_is_a_problem(string text) => Assert.Equal("PRL1005", Read(text, _references).OnlyError().Code.Id);

    [Fact]
    public void Command_does_not_inherit_the_passphrase_of_the_store()
    {
        Environment.SetEnvironmentVariable(CredentialFile.PassphraseVariable, "right");
        try
        {
            Assert.Equal("none", Load("exec: sh -c 'echo $${PARLEY_CREDENTIALS_PASSPHRASE:-none}'").Credential!.Reveal());
        }
        finally
        {
            Environment.SetEnvironmentVariable(CredentialFile.PassphraseVariable, null);
        }
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder, "key"), text);

    private Backend Load(string reference) => Read(reference, _references).Require().BackendList[0];

    private LoadedConfiguration Read(string reference, SecretReferences? references) =>
        new ConfigurationLoader(Catalog.BuiltIn, static _ => null) { References = references }
            .Load([new SourceText(Path.Combine(_folder, "parley.json"), $$"""{ "backends": [ { "id": "b", "type": "openai", "api_key": {{System.Text.Json.JsonSerializer.Serialize(reference)}} } ] }""")]);

    /// <summary>Every time that is waited for is over at once.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => TimeProvider.System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
