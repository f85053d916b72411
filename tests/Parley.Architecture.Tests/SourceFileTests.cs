using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Parley.Architecture.Tests.Scanning;

namespace Parley.Architecture.Tests;

public sealed partial class SourceFileTests
{
    /// <summary>Files between 250 and 400 lines, each with the reason why it is better whole.</summary>
    private static readonly Dictionary<string, string> LongFiles = [];

    /// <summary>Methods over 40 lines, each with the reason why it is better whole.</summary>
    private static readonly Dictionary<string, string> LongMethods = [];

    [Fact]
    public void No_file_is_longer_than_400_lines() => Rule.Holds(
        "A file is read top-down in one go. Split it by subject.",
        SourceFile.All.Where(static file => file.LineCount > 400).Select(static file => $"{file.Path}: {file.LineCount}"));

    [Fact]
    public void Files_over_250_lines_have_a_reason() => Rule.Holds(
        "Beyond 250 lines there are mostly two subjects in a file. Split it, or write the reason into LongFiles.",
        SourceFile.All.Where(static file => file.LineCount > 250 && !LongFiles.ContainsKey(file.Path)).Select(static file => $"{file.Path}: {file.LineCount}"));

    [Fact]
    public void Reasons_for_long_files_are_still_needed() => Rule.Holds(
        "A list of exceptions that nobody needs hides the next real one.",
        LongFiles.Keys.Where(static path => SourceFile.All.FirstOrDefault(file => file.Path == path) is not { LineCount: > 250 }));

    [Fact]
    public void No_method_is_longer_than_40_lines() => Rule.Holds(
        "A method does one thing. Pull the steps out and name them, or write the reason into LongMethods.",
        from file in SourceFile.All
        from method in file.Nodes<BaseMethodDeclarationSyntax>()
        let lines = LinesOf((SyntaxNode?)method.Body ?? method.ExpressionBody)
        let name = $"{file.Path} {(method as MethodDeclarationSyntax)?.Identifier.Text ?? "constructor"}"
        where lines > 42 && !LongMethods.ContainsKey(name)
        select $"{name}: {lines}");

    [Fact]
    public void No_folder_holds_more_than_15_files() => Rule.Holds(
        "More than fifteen names are not seen at one glance. Make a sub-folder for what belongs together.",
        SourceFile.All.GroupBy(static file => Path.GetDirectoryName(file.Path)).Where(static folder => folder.Count() > 15).Select(static folder => $"{folder.Key}: {folder.Count()}"));

    [Fact]
    public void Nothing_is_caught_and_forgotten() => Rule.Holds(
        "An empty catch hides defects. Handle the error, or catch the one type that is expected and say why nothing is to be done.",
        from file in SourceFile.All
        from handler in file.Nodes<CatchClauseSyntax>()
        where handler.Block.Statements.Count == 0 && (handler.Declaration is null || !handler.Block.CloseBraceToken.LeadingTrivia.Any(SyntaxKind.SingleLineCommentTrivia))
        select file.At(handler));

    [Fact]
    public void Nothing_is_left_for_later() => Rule.Holds(
        "What is in the project works. What does not is not in it; what is planned is written elsewhere.",
        from file in SourceFile.All
        from Match match in Unfinished().Matches(file.Text)
        select $"{file.Path}: {match.Value}");

    [Fact]
    public void Project_speaks_of_itself_alone() => Rule.Holds(
        "A reader elsewhere has no such machine, and knows of no such list. Say what is so, not how it came about.",
        from path in Repository.Files(".", ".cs", ".md", ".json", ".yaml", ".yml", ".sh", ".csproj", ".props", ".slnx", ".mjs", ".ts", ".txt")
        where !path.Contains("/fixtures/", StringComparison.Ordinal) && !path.EndsWith("/SourceFileTests.cs", StringComparison.Ordinal)
        let lines = Repository.Lines(path)
        from number in Enumerable.Range(0, lines.Length)
        where Elsewhere().IsMatch(lines[number])
        select $"{path}:{number + 1}: {lines[number].Trim()}");

    [Fact]
    public void Static_members_do_not_change() => Rule.Holds(
        "Two gateways in one process must not see each other, nor two tests.",
        from file in SourceFile.All
        from field in file.Nodes<FieldDeclarationSyntax>()
        where field.Modifiers.Any(SyntaxKind.StaticKeyword) && !field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) && !field.Modifiers.Any(SyntaxKind.ConstKeyword)
        select $"{file.At(field)}: {field.Declaration}");

    private static int LinesOf(SyntaxNode? body)
    {
        if (body is null)
            return 0;
        var span = body.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException|\[Obsolete", RegexOptions.None, 1000)]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"/work/|/tmp/trees|/tmp/helpers|/root/|\bissue #?\d|\bmilestone\b|\bheld-?out\b|\bsealed set\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Elsewhere();
}
