using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Parley.Configuration.Credentials;

/// <summary>
/// Credentials in the keychain of macOS, through the program <c>security</c>: generic passwords of the service <c>parley</c>, the account of each its name. Values go by standard input. Thread-safe.
/// </summary>
/// <remarks>Source: <c>man security</c>; its exit code 44 is errSecItemNotFound.</remarks>
public sealed class KeychainStore : ICredentialStore
{
    private const int NotFound = 44;

    /// <summary><c>security -i</c> reads lines of 4,096 bytes.</summary>
    private const int LongestLine = 4095;

    /// <summary><c>security</c> prints what is not ASCII as digits, without saying so.</summary>
    private const string Encoded = "base64:";

    private readonly ISecretProgram _programs;
    private readonly string _program;

    /// <summary>Names the keychain of the user. Nothing is run yet.</summary>
    /// <param name="time">Ends the program when it takes too long.</param>
    public KeychainStore(TimeProvider time)
        : this(new SecretProgram(time))
    {
    }

    internal KeychainStore(ISecretProgram programs, string program = "security") => (_programs, _program) = (programs, program);

    /// <inheritdoc/>
    public string Place => "the keychain";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The name is empty, long or has blanks, or the value is empty or of several lines.</exception>
    public void Store(string name, Secret value)
    {
        var account = CredentialRules.Word(CredentialRules.Checked(name, value));
        var line = $"add-generic-password -U -s parley -l \"parley: {account}\" -a {account} -w \"{Quoted(Written(value.Reveal()))}\"\n";
        if (Encoding.UTF8.GetByteCount(line) > LongestLine)
            throw new CredentialStoreException(CredentialStoreFault.Unwritable, _program, $"the credential `{CredentialRules.Normal(name)}` is too long for the keychain");
        Run(line, "-i");
        // The program's end says nothing of the single lines that it read.
        if (Retrieve(name)?.Equals(value) != true)
            throw new CredentialStoreException(CredentialStoreFault.Unwritable, _program, "the keychain did not take the credential: it is locked, or may not be written");
    }

    /// <inheritdoc/>
    public Secret? Retrieve(string name) => Of("find-generic-password", name, "-w") is { } end ? new Secret(Read(end.Output.TrimEnd('\r', '\n'))) : null;

    /// <inheritdoc/>
    public bool Delete(string name) => Of("delete-generic-password", name) is not null;

    /// <inheritdoc/>
    public bool Exists(string name) => Of("find-generic-password", name) is not null;

    /// <inheritdoc/>
    public IReadOnlyList<StoredCredential> List()
    {
        var end = Run("", "dump-keychain");
        if (end.Code != 0)
            throw Refused(end.Code);
        return [.. end.Output.Split("class: ").Where(static item => item.StartsWith("\"genp\"", StringComparison.Ordinal) && Attribute(item, "svce") == "parley")
            .Select(static item => (Account: Attribute(item, "acct"), Item: item)).Where(static one => one.Account is not null)
            .Select(static one => new StoredCredential(CredentialRules.OfWord(one.Account!), Time(one.Item))).OrderBy(static entry => entry.Name, StringComparer.Ordinal)];
    }

    /// <summary>What is done with one entry; null when there is none of that name.</summary>
    private ProgramEnd? Of(string verb, string name, params ImmutableArray<string> further)
    {
        var end = Run("", [verb, "-s", "parley", "-a", CredentialRules.Word(name), .. further]);
        return end.Code switch { 0 => end, NotFound => null, var code => throw Refused(code) };
    }

    private ProgramEnd Run(string input, params ImmutableArray<string> arguments) => _programs.Run([_program, .. arguments], input, out var trouble)
        ?? throw new CredentialStoreException(CredentialStoreFault.Absent, _program, $"the keychain cannot be asked: `{_program}` {trouble}");

    private CredentialStoreException Refused(int code) =>
        new(CredentialStoreFault.Refused, _program, $"the keychain does not answer: `{_program}` ended with {code}; it may be locked (`security unlock-keychain`)");

    private static string Written(string text) =>
        text.All(static letter => letter is >= ' ' and <= '~') && !text.StartsWith(Encoded, StringComparison.Ordinal) ? text : Encoded + Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Read(string text) => text.StartsWith(Encoded, StringComparison.Ordinal) ? Encoding.UTF8.GetString(Convert.FromBase64String(text[Encoded.Length..])) : text;

    private static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary>An attribute as it is dumped: <c>"acct"&lt;blob&gt;="openai"</c>.</summary>
    private static string? Attribute(string item, string name)
    {
        var begin = $"\"{name}\"<blob>=\"";
        return item.IndexOf(begin, StringComparison.Ordinal) is >= 0 and var at && item.IndexOf('"', at + begin.Length) is > 0 and var end ? item[(at + begin.Length)..end] : null;
    }

    /// <summary>When it was changed: <c>"mdat"&lt;timedate&gt;=0x3230...  "20261130100000Z\000"</c>.</summary>
    private static DateTimeOffset Time(string item)
    {
        var line = item.Split('\n').FirstOrDefault(static line => line.Contains("\"mdat\"<timedate>=", StringComparison.Ordinal));
        return line?.LastIndexOf(" \"", StringComparison.Ordinal) is >= 0 and var at && line.Length >= at + 16
            && DateTimeOffset.TryParseExact(line.AsSpan(at + 2, 14), "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : DateTimeOffset.UnixEpoch;
    }
}
