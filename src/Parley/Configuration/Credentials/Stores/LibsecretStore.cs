using System.Collections.Immutable;
using System.Globalization;

namespace Parley.Configuration.Credentials;

/// <summary>
/// Credentials in the keyring of a Linux desktop (GNOME Keyring, KWallet), through the program <c>secret-tool</c> of libsecret: entries with the attributes <c>service parley</c> and <c>name</c>.
/// Values go by standard input. Thread-safe.
/// </summary>
/// <remarks>Source: <c>man secret-tool</c>: what is not found ends with 1, as all errors do, but without a word.</remarks>
public sealed class LibsecretStore : ICredentialStore
{
    private readonly ISecretProgram _programs;
    private readonly string _program;

    /// <summary>Names the keyring of the user. Nothing is run yet.</summary>
    /// <param name="time">Ends the program when it takes too long: somebody may have to unlock the keyring.</param>
    public LibsecretStore(TimeProvider time)
        : this(new SecretProgram(time))
    {
    }

    internal LibsecretStore(ISecretProgram programs, string program = "secret-tool") => (_programs, _program) = (programs, program);

    /// <inheritdoc/>
    public string Place => "the keyring";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The name is empty, long or has blanks, or the value is empty or of several lines.</exception>
    public void Store(string name, Secret value)
    {
        var word = CredentialRules.Word(CredentialRules.Checked(name, value));
        if (Run(value.Reveal(), ["store", "--label", $"parley: {word}", .. Attributes(word)]) is null)
            throw Refused(1);
    }

    /// <inheritdoc/>
    public Secret? Retrieve(string name) => Run("", ["lookup", .. Attributes(CredentialRules.Word(name))]) is { } end ? new Secret(end.Output) : null;

    /// <inheritdoc/>
    public bool Delete(string name) => Exists(name) && Run("", ["clear", .. Attributes(CredentialRules.Word(name))]) is not null;

    /// <inheritdoc/>
    public bool Exists(string name) => Search(Attributes(CredentialRules.Word(name))).Count > 0;

    /// <inheritdoc/>
    public IReadOnlyList<StoredCredential> List() => Search(["--all", "service", "parley"]);

    private static ImmutableArray<string> Attributes(string word) => ["service", "parley", "name", word];

    /// <summary>Entries are printed to standard output, their attributes to standard error, both in the same order.</summary>
    private List<StoredCredential> Search(ImmutableArray<string> wanted)
    {
        var end = Run("", ["search", .. wanted]) ?? throw Refused(1);
        var names = Values(end.Errors, "attribute.name = ").Concat(Values(end.Output, "attribute.name = ")).Select(CredentialRules.OfWord);
        var times = Values(end.Output, "modified = ").Select(static text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : DateTimeOffset.UnixEpoch);
        return [.. names.Zip(times, static (name, time) => new StoredCredential(name, time)).OrderBy(static entry => entry.Name, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Values(string text, string beginning) =>
        text.Split('\n').Where(line => line.StartsWith(beginning, StringComparison.Ordinal)).Select(line => line[beginning.Length..].Trim());

    /// <summary>Runs the program; null when it found nothing.</summary>
    private ProgramEnd? Run(string input, ImmutableArray<string> arguments)
    {
        var end = _programs.Run([_program, .. arguments], input, out var trouble)
            ?? throw new CredentialStoreException(CredentialStoreFault.Absent, _program, $"the keyring cannot be asked: `{_program}` {trouble}");
        return end.Code == 0 ? end : end is { Code: 1 } && string.IsNullOrWhiteSpace(end.Errors) ? null : throw Refused(end.Code);
    }

    private CredentialStoreException Refused(int code) =>
        new(CredentialStoreFault.Refused, _program, $"the keyring does not answer: `{_program}` ended with {code}; is there a session with a keyring, and is it unlocked?");
}
