using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Parley.Architecture.Tests.Scanning;

/// <summary>A parsed C# file of the project.</summary>
internal sealed class SourceFile
{
    private static readonly Lazy<IReadOnlyList<SourceFile>> Parsed = new(static () => [.. Repository.Files("src", ".cs").Select(static path => new SourceFile(path))]);

    private SourceFile(string path)
    {
        Path = path;
        Text = Repository.Text(path);
        Root = CSharpSyntaxTree.ParseText(Text).GetRoot();
    }

    /// <summary>Every file below <c>src</c>.</summary>
    public static IReadOnlyList<SourceFile> All => Parsed.Value;

    /// <summary>From the root of the repository, with slashes.</summary>
    public string Path { get; }

    public string Text { get; }

    public SyntaxNode Root { get; }

    public int LineCount => Text.AsSpan().Count('\n');

    public string Namespace => Nodes<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    public IEnumerable<string> Usings => Nodes<UsingDirectiveSyntax>().Select(static directive => directive.Name?.ToString() ?? "");

    public IEnumerable<T> Nodes<T>()
        where T : SyntaxNode => Root.DescendantNodes().OfType<T>();

    /// <summary>The line of a node, from 1, behind the path.</summary>
    public string At(SyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";

    public override string ToString() => Path;
}
