using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text.RegularExpressions;
using Parley.Architecture.Tests.Scanning;

namespace Parley.Packages.Tests;

/// <summary>The packages as others get them: made, looked into, restored into a fresh project and run.</summary>
public sealed partial class PackageTests : IAsyncLifetime
{
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-packages-").FullName;
    private readonly string _version = $"0.1.0-test{Guid.NewGuid():N}"[..20];

    private string Feed => Path.Combine(_folder, "feed");

    private static string[] Names => [.. Repository.Files("src", ".csproj").Where(static path => Repository.Text(path).Contains("<IsPackable>true", StringComparison.Ordinal)).Select(static path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    public async ValueTask InitializeAsync()
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        foreach (var name in Names)
            await Dotnet.RunAsync(Repository.Root, "pack", $"src/{name}/{name}.csproj", "--no-build", "-c", configuration, "-o", Feed, $"-p:PackageVersion={_version}", "--nologo", "-v", "q");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Packages_bring_readme_and_symbols_with_sources_and_run_in_a_fresh_project()
    {
        Assert.Contains("Parley", Names);
        Assert.All(Names, name =>
        {
            using var package = ZipFile.OpenRead(Path.Combine(Feed, $"{name}.{_version}.nupkg"));
            Assert.NotNull(package.GetEntry("README.md"));
            Assert.Contains(package.Entries, static entry => entry.FullName.EndsWith(".dll", StringComparison.Ordinal));
            Assert.Contains(package.Entries, static entry => entry.FullName.EndsWith(".xml", StringComparison.Ordinal));
            using var symbols = ZipFile.OpenRead(Path.Combine(Feed, $"{name}.{_version}.snupkg"));
            Assert.True(HasSources(Assert.Single(symbols.Entries, static entry => entry.FullName.EndsWith(".pdb", StringComparison.Ordinal))), name);
        });

        var page = Repository.Text("src/Parley/README.md");
        var blocks = Block().Matches(page);
        Assert.Equal(blocks[1].Groups["text"].Value.Trim(), (await FreshAsync(blocks[0].Groups["text"].Value)).Trim());
    }

    /// <summary>A project that knows nothing but the packages; what they need of others is taken from where the machine keeps packages, so that no registry is asked.</summary>
    private async Task<string> FreshAsync(string program)
    {
        var app = Directory.CreateDirectory(Path.Combine(_folder, "app")).FullName;
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(Path.Combine(app, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_folder, "restored")}" /></config>
              <fallbackPackageFolders><clear /><add key="known" value="{known}" /></fallbackPackageFolders>
              <packageSources><clear /><add key="local" value="{Feed}" /></packageSources>
            </configuration>
            """);
        await File.WriteAllTextAsync(Path.Combine(app, "app.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Parley" Version="{_version}" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(app, "Program.cs"), program);
        return await Dotnet.RunAsync(app, "run");
    }

    private static bool HasSources(ZipArchiveEntry pdb)
    {
        using var bytes = new MemoryStream();
        using (var content = pdb.Open())
            content.CopyTo(bytes);
        bytes.Position = 0;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(bytes);
        var reader = provider.GetMetadataReader();
        return reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation).Any(information => reader.GetGuid(information.Kind) is var kind && (kind == EmbeddedSource || kind == new Guid("CC110556-A091-4D38-9FEC-25AB9A351A6A")));
    }

    [GeneratedRegex("^```[a-z]+\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
