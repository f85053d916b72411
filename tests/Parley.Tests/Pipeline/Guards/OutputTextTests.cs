using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Pipeline;
using Parley.Pipeline.Guards;

namespace Parley.Tests.Pipeline.Guards;

/// <summary>However an answer is cut into pieces, the caller sees the same of it.</summary>
public sealed class OutputTextTests
{
    private static readonly string[] Scraps =
    [
        "bob@example.org", "jürgen@exämple.org", "4111 1111 1111 1111", "(555) 123-4567", "+44 20 7946 0958", "123-45-6789", "192.168.0.17", "2001:db8::8a2e:370:7334", "sk-abcdefghijkl1234", "PRJ-4711", "[EMAIL_1]", "[EMAIL_12]", "[PHONE_1]", "[EMAIL_", "[", "]",
        " ", "  ", "\n", "1", "42 ", "3.14", "tel:", "Hello", "ü", "中文", "\U0001F600", "\"", "\\", "(", "+", "-", ".", "@", ":", "x", ", ",
    ];

    private static readonly GuardOptions Everything = new()
    {
        Pii = Enum.GetValues<PiiKind>().ToImmutableSortedDictionary(static kind => kind, static _ => new GuardRule(GuardAction.Redact, GuardDirection.Output)),
        Patterns = [new GuardPattern("project", "PRJ-[0-9]+") { Direction = GuardDirection.Output }],
    };

    private static readonly Gen<(string[] Scraps, int[] Cuts)> Texts =
        from scraps in Gen.Elements(Scraps).ArrayOf()
        from cuts in Gen.Choose(1, 9).ArrayOf()
        select (scraps, cuts);

    [Fact]
    public void Cut_into_any_pieces_a_text_is_redacted_as_it_is_whole() => Prop.ForAll(Texts.ToArbitrary(), one =>
    {
        var text = string.Concat(one.Scraps);
        var policy = new GuardPolicy(Everything);
        Assert.Equal(Through(policy, new Placeholders(), [text]), Through(policy, new Placeholders(), Cut(text, one.Cuts)));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(60));

    [Fact]
    public void What_was_taken_out_of_a_request_is_put_back_whatever_the_pieces() => Prop.ForAll(Texts.ToArbitrary(), one =>
    {
        var policy = new GuardPolicy(new GuardOptions
        {
            Pii = Enum.GetValues<PiiKind>().ToImmutableSortedDictionary(static kind => kind, static _ => (GuardRule)GuardAction.Reversible),
            Patterns = [new GuardPattern("odd", "[\"\\\\]+") { Action = GuardAction.Reversible }],
        });
        var text = string.Concat(one.Scraps);
        var placeholders = new Placeholders();
        var request = new ChatRequest { Model = "m", Messages = [new Message(Role.User, [new TextPart(text)])] };
        var asked = new RequestGuard(policy, placeholders, Report()).Look(request).Content!;
        var seen = ((TextPart)asked.Messages[0].Parts[0]).Text.ToString();

        Assert.DoesNotContain("bob@example.org", seen, StringComparison.Ordinal);
        Assert.Equal(text, Through(policy, placeholders, Cut(seen, one.Cuts)));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(60));

    [Fact]
    public void Prose_is_held_back_by_no_more_than_a_word()
    {
        var text = new OutputText(new GuardPolicy(Everything with { Patterns = [] }), new Placeholders(), Report(), "choices[0]");

        Assert.Equal(["", "Hello ", "there ", "", "in 2024 ", "the中文"], new[] { "Hello", " there", " in", " 2024 ", "the", "中文" }.Select(text.Add));
        Assert.Equal("", text.End());
    }

    private static string Through(GuardPolicy policy, Placeholders placeholders, IEnumerable<string> pieces)
    {
        var text = new OutputText(policy, placeholders, Report(), "choices[0]");
        return string.Concat(pieces.Select(text.Add)) + text.End();
    }

    private static IEnumerable<string> Cut(string text, int[] cuts)
    {
        var at = 0;
        for (var i = 0; at < text.Length; i++)
        {
            var length = Math.Min(cuts.Length == 0 ? 1 : cuts[i % cuts.Length], text.Length - at);
            yield return text.Substring(at, length);
            at += length;
        }
    }

    private static GuardReport Report() => new(new ContentScope(null!), null);
}
