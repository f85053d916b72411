using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Parley.Configuration.Credentials;

namespace Parley.Tests.Configuration.Credentials.Stores;

/// <summary>The program <c>security</c> of macOS, as far as generic passwords go: its splitting of lines, its exit codes, and how it prints.</summary>
internal sealed class FakeSecurity : ISecretProgram
{
    private readonly Dictionary<(string Service, string Account), string> _items = new() { [("com.apple.other", "openai")] = "somebody else's" };

    public List<string> Arguments { get; } = [];

    public bool IsLocked { get; set; }

    public ProgramEnd? Run(ImmutableArray<string> command, string input, out string trouble)
    {
        trouble = "";
        Assert.Equal("security", command[0]);
        Arguments.AddRange(command.Skip(1));
        if (IsLocked)
            return new ProgramEnd(36, "", "security: SecKeychainSearchCopyNext: User interaction is not allowed.\n");
        return command[1] == "-i" ? Interactive(input) : Execute([.. command.Skip(1)]);
    }

    private ProgramEnd Interactive(string input)
    {
        foreach (var line in input.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(Encoding.UTF8.GetByteCount(line) < 4096);
            Execute(Split(line));
        }
        return new ProgramEnd(0, "", "");
    }

    private ProgramEnd Execute(List<string> words)
    {
        var options = Options(words, "sawlU");
        (string Service, string Account) item = (options.GetValueOrDefault('s', ""), options.GetValueOrDefault('a', ""));
        switch (words[0])
        {
            case "add-generic-password":
                if (!options.ContainsKey('U') && _items.ContainsKey(item))
                    return new ProgramEnd(45, "", "security: SecKeychainItemCreateFromContent (<default>): The specified item already exists in the keychain.\n");
                _items[item] = options['w'];
                return new ProgramEnd(0, "", "");
            case "find-generic-password":
                return !_items.TryGetValue(item, out var value) ? Missing() : new ProgramEnd(0, options.ContainsKey('w') ? Printed(value) + "\n" : Dumped(item), "");
            case "delete-generic-password":
                return _items.Remove(item) ? new ProgramEnd(0, Dumped(item), "password has been deleted.\n") : Missing();
            case "dump-keychain":
                return new ProgramEnd(0, "keychain: \"/Library/Keychains/System.keychain\"\nversion: 256\nclass: 0x80001000 \nattributes:\n    \"alis\"<blob>=\"com.apple.kerberos.kdc\"\n" + string.Concat(_items.Keys.Select(Dumped)), "");
            default:
                return new ProgramEnd(2, "", "security: unknown command\n");
        }
    }

    private static ProgramEnd Missing() => new(44, "", "security: SecKeychainSearchCopyNext: The specified item could not be found in the keychain.\n");

    /// <summary>Of options with a value only <c>-w</c> of <c>find-generic-password</c> has none.</summary>
    private static Dictionary<char, string> Options(List<string> words, string known)
    {
        var options = new Dictionary<char, string>();
        for (var at = 1; at < words.Count; at++)
        {
            Assert.True(words[at].Length == 2 && words[at][0] == '-' && known.Contains(words[at][1], StringComparison.Ordinal), words[at]);
            var hasValue = words[at][1] != 'U' && !(words[at][1] == 'w' && words[0] != "add-generic-password");
            options[words[at][1]] = hasValue ? words[++at] : "";
        }
        return options;
    }

    private static string Printed(string value) =>
        value.All(static letter => letter is >= ' ' and <= '~') ? value : Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value));

    private static string Dumped((string Service, string Account) item)
    {
        var time = DateTime.UtcNow.ToString("yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture);
        return $"keychain: \"/Users/me/Library/Keychains/login.keychain-db\"\nversion: 512\nclass: \"genp\"\nattributes:\n    0x00000007 <blob>=\"parley: {item.Account}\"\n    0x00000008 <blob>=<NULL>\n"
            + $"    \"acct\"<blob>=\"{item.Account}\"\n    \"cdat\"<timedate>=0x{Convert.ToHexString(Encoding.ASCII.GetBytes(time))}00  \"{time}\\000\"\n"
            + $"    \"mdat\"<timedate>=0x{Convert.ToHexString(Encoding.ASCII.GetBytes(time))}00  \"{time}\\000\"\n    \"prot\"<blob>=<NULL>\n    \"svce\"<blob>=\"{item.Service}\"\n    \"type\"<uint32>=<NULL>\n";
    }

    /// <summary>Blanks part words, quotes of either kind keep them together, a backslash takes the next letter as it is.</summary>
    private static List<string> Split(string line)
    {
        var words = new List<string>();
        for (var at = 0; at < line.Length;)
        {
            if (line[at] == ' ')
            {
                at++;
                continue;
            }
            var word = new StringBuilder();
            for (var quote = '\0'; at < line.Length && (quote != '\0' || line[at] != ' '); at++)
            {
                if (line[at] == '\\')
                    word.Append(line[++at]);
                else if (quote == line[at])
                    quote = '\0';
                else if (quote == '\0' && line[at] is '"' or '\'')
                    quote = line[at];
                else
                    word.Append(line[at]);
            }
            words.Add(word.ToString());
        }
        return words;
    }
}
