using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Parley.Docs.Tests.Playing;

/// <summary>A C# program of a page.</summary>
internal static class Snippet
{
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
        global using System.Threading; global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Http; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Logging;
        """;

    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(static () =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(File.Exists).Select(static path => MetadataReference.CreateFromFile(path))]);

    private static readonly SemaphoreSlim Speaking = new(1);

    /// <summary>Compiles it, and runs it where the page shows what it writes.</summary>
    public static async Task<string?> RunAsync(string text, bool showsOutput, string place)
    {
        using var image = new MemoryStream();
        var compilation = CSharpCompilation.Create(
            "Snippet" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(text)],
            References.Value,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        var result = compilation.Emit(image);
        Assert.True(result.Success, $"{place}: {string.Join('\n', result.Diagnostics.Where(static one => one.Severity == DiagnosticSeverity.Error))}");
        return showsOutput ? await InvokeAsync(Assembly.Load(image.ToArray()).EntryPoint!) : null;
    }

    private static async Task<string> InvokeAsync(MethodInfo main)
    {
        // The process has one console, and tests of pages and of samples run side by side.
        await Speaking.WaitAsync();
        var (console, output) = (Console.Out, new StringWriter());
        Console.SetOut(output);
        try
        {
            await Task.Run(() => main.Invoke(null, main.GetParameters().Length == 0 ? null : [Array.Empty<string>()]));
        }
        finally
        {
            Console.SetOut(console);
            Speaking.Release();
        }
        return output.ToString();
    }
}
