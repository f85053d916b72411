using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Parley.Configuration.Credentials;

namespace Parley.Tests.Configuration.Credentials.Stores;

/// <summary>The program <c>secret-tool</c> of libsecret 0.20: what it prints where, and its exit codes.</summary>
internal sealed class FakeSecretTool : ISecretProgram
{
    private readonly List<(Dictionary<string, string> Attributes, string Label, string Secret)> _items = [];

    public List<string> Arguments { get; } = [];

    public bool IsLocked { get; set; }

    public ProgramEnd? Run(ImmutableArray<string> command, string input, out string trouble)
    {
        trouble = "";
        Assert.Equal("secret-tool", command[0]);
        Arguments.AddRange(command.Skip(1));
        if (IsLocked)
            return new ProgramEnd(1, "", "secret-tool: Cannot create an item in a locked collection\n");
        var words = command.Skip(2).ToList();
        var label = words.Remove("--label") ? words[0] : "";
        if (label.Length > 0)
            words.RemoveAt(0);
        var isAll = words.Remove("--all");
        Assert.DoesNotContain(words, static word => word.StartsWith('-'));
        var wanted = words.Chunk(2).ToDictionary(static pair => pair[0], static pair => pair[1]);
        return command[1] switch
        {
            "store" => Store(wanted, label, input),
            "lookup" => Found(wanted).Select(static item => new ProgramEnd(0, item.Secret, "")).FirstOrDefault(new ProgramEnd(1, "", "")),
            "clear" => new ProgramEnd(_items.RemoveAll(item => Fits(item.Attributes, wanted)) > 0 ? 0 : 1, "", ""),
            "search" => Print(isAll ? Found(wanted) : Found(wanted).Take(1)),
            _ => new ProgramEnd(2, "", "usage: secret-tool store --label='label' attribute value ...\n"),
        };
    }

    private ProgramEnd Store(Dictionary<string, string> attributes, string label, string secret)
    {
        _items.RemoveAll(item => item.Attributes.Count == attributes.Count && Fits(item.Attributes, attributes));
        _items.Add((attributes, label, secret));
        return new ProgramEnd(0, "", "");
    }

    private IEnumerable<(Dictionary<string, string> Attributes, string Label, string Secret)> Found(Dictionary<string, string> wanted) => _items.Where(item => Fits(item.Attributes, wanted));

    private static ProgramEnd Print(IEnumerable<(Dictionary<string, string> Attributes, string Label, string Secret)> items)
    {
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        var time = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        foreach (var (attributes, label, secret) in items)
        {
            output.Append(CultureInfo.InvariantCulture, $"[/1]\nlabel = {label}\nsecret = {secret}\ncreated = {time}\nmodified = {time}\n");
            foreach (var (name, value) in attributes)
                errors.Append(CultureInfo.InvariantCulture, $"attribute.{name} = {value}\n");
        }
        return new ProgramEnd(0, output.ToString(), errors.ToString());
    }

    private static bool Fits(Dictionary<string, string> attributes, Dictionary<string, string> wanted) => wanted.All(one => attributes.GetValueOrDefault(one.Key) == one.Value);
}
