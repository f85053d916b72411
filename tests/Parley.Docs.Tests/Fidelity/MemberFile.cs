using System.Text.Json.Nodes;
using Parley.Architecture.Tests.Scanning;
using Parley.Dialects;

namespace Parley.Docs.Tests.Fidelity;

/// <summary>Every member of a dialect, each as the JSON that is laid over a minimal request or reply: the file <c>members/{dialect}.json</c>.</summary>
/// <param name="Dialect">The dialect of the caller, or of the upstream for replies.</param>
/// <param name="Groups">The members by what they are about.</param>
internal sealed record MemberFile(string Dialect, IReadOnlyList<MemberGroup> Groups)
{
    private const string Folder = "tests/Parley.Docs.Tests/Fidelity/members";

    /// <summary>The files of all dialects.</summary>
    public static IReadOnlyList<MemberFile> All { get; } = [.. KnownDialects.All.Select(static dialect => Read(dialect.Name))];

    /// <summary>All groups that are about requests, or about replies.</summary>
    public IEnumerable<MemberGroup> About(bool replies) => Groups.Where(group => group.IsReply == replies);

    private static MemberFile Read(string dialect)
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, Folder, dialect + ".json")))!.AsObject();
        return new MemberFile(dialect, [.. GroupsOf(file, "request"), .. GroupsOf(file, "reply")]);
    }

    private static IEnumerable<MemberGroup> GroupsOf(JsonObject file, string kind)
    {
        var half = file[kind]!.AsObject();
        foreach (var group in half["groups"]!.AsArray().Select(static group => group!.AsObject()))
        {
            var minimum = Overlay.Lay(half["base"], group["base"]);
            yield return new MemberGroup((string)group["title"]!, kind == "reply", (bool?)group["thinks"] ?? false, minimum!.AsObject(),
                [.. group["members"]!.AsObject().Select(member => Member.Of(member.Key, member.Value!.AsObject(), group))]);
        }
    }
}

/// <summary>Members that are about one thing.</summary>
/// <param name="Title">What.</param>
/// <param name="IsReply">True for members of replies.</param>
/// <param name="Thinks">True where the models that are asked think.</param>
/// <param name="Minimum">The request or reply without any of them.</param>
/// <param name="Members">The members.</param>
internal sealed record MemberGroup(string Title, bool IsReply, bool Thinks, JsonObject Minimum, IReadOnlyList<Member> Members);

/// <summary>One member, or one value of one.</summary>
/// <param name="Name">Its name on the page.</param>
/// <param name="Over">What is laid over the minimum.</param>
/// <param name="Note">What the page says behind its name; null for nothing.</param>
/// <param name="Silence">Why it may leave no trace in a target: by the dialect's name, or by <c>*</c> for all.</param>
internal sealed record Member(string Name, JsonObject Over, string? Note, IReadOnlyDictionary<string, string> Silence)
{
    /// <summary>Reads one of a group, whose <c>notes</c> and <c>silent</c> name members.</summary>
    public static Member Of(string name, JsonObject over, JsonObject group) => new(name, over, (string?)group["notes"]?[name], (group["silent"]?[name]) switch
    {
        null => new Dictionary<string, string>(),
        JsonValue reason => new Dictionary<string, string> { ["*"] = (string)reason! },
        var reasons => reasons.AsObject().ToDictionary(static reason => reason.Key, static reason => (string)reason.Value!),
    });

    /// <summary>Why it may leave no trace in a target; null where it must leave one.</summary>
    public string? SilenceIn(string dialect) => Silence.GetValueOrDefault(dialect) ?? Silence.GetValueOrDefault("*");
}
