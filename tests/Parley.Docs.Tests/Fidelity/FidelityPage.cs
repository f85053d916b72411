using System.Text;

namespace Parley.Docs.Tests.Fidelity;

/// <summary>The page with what becomes of every member of every dialect in every other.</summary>
internal static class FidelityPage
{
    private static readonly CompositeFormat Lead = CompositeFormat.Parse("""
        # Fidelity

        What becomes of each member of each dialect towards each other one. The page is made by a test that translates every member and compares what is written and recorded with and without it. How it is said in words: [What translation loses](../concepts/translation-losses.md). How a caller sees it and forbids it: [Losses of conversion](../guides/conversion-losses.md).

        | cell | |
        |---|---|
        | = | arrives as it was said |
        | adapted | stands elsewhere or in another form, with the same meaning |
        | emulated | its effect is produced by other means |
        | lossy | is left out, or brought into the target's range; recorded |
        | refused | the request is refused, and says which member |
        | – | nothing is written and nothing recorded: the note behind the member says why |

        The targets are {0}. The rows about thinking ask {1}. Of replies a column is the dialect of the caller. Beyond this page the gateway does more where [a backend lacks something](../guides/emulation.md): several answers, further stop sequences, images by address. In the same dialect everything arrives.

        """);

    /// <summary>The page.</summary>
    public static string Make()
    {
        var page = new StringBuilder().AppendFormat(null, Lead, Models(thinks: false), Models(thinks: true));
        foreach (var from in Targets.Dialects)
        {
            page.Append($"\n## {KnownName(from)}\n");
            var file = MemberFile.All.Single(file => file.Dialect == from);
            foreach (var group in file.Groups)
                Append(page, from, group);
        }
        return page.ToString();
    }

    private static void Append(StringBuilder page, string from, MemberGroup group)
    {
        var others = Targets.Dialects.Where(dialect => dialect != from).ToList();
        page.Append($"\n### {Targets.ShortOf(from)}: {(group.IsReply ? "replies, " : "")}{group.Title}\n\n| | {string.Join(" | ", others.Select(Targets.ShortOf))} |\n|---|{string.Concat(Enumerable.Repeat("---|", others.Count))}\n");
        foreach (var member in group.Members)
        {
            var trial = new Trial(from, group, member);
            page.Append($"| {member.Name}{Note(member, from)} | {string.Join(" | ", others.Select(dialect => Cell(trial, member, dialect)))} |\n");
        }
    }

    private static string Cell(Trial trial, Member member, string dialect) => trial.Towards(dialect) switch
    {
        Outcome.Exact when member.SilenceIn(dialect) is not null && trial.IsSilent(dialect) => "–",
        Outcome.Exact => "=",
        var outcome => outcome.ToString().ToLowerInvariant(),
    };

    private static string Note(Member member, string from)
    {
        var notes = member.Silence.Where(silence => silence.Key != from).Select(static silence => silence.Value).Distinct().Prepend(member.Note).OfType<string>().ToList();
        return notes.Count == 0 ? "" : $" ({string.Join("; ", notes)})";
    }

    private static string KnownName(string dialect) => $"From {Targets.ShortOf(dialect)}";

    private static string Models(bool thinks) => string.Join(", ", Targets.Dialects.Select(dialect => $"`{Targets.ModelOf(dialect, thinks)}` ({Targets.ProviderOf(dialect)})"));
}
