using System.Reflection;
using System.Xml.Linq;
using Parley.Architecture.Tests.Scanning;

namespace Parley.Architecture.Tests;

public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Parley.Dialects"] = [],
        ["Parley"] = ["Parley.Dialects"],
        ["Parley.Yaml"] = ["Parley"],
        ["Parley.Sqlite"] = ["Parley"],
        ["Parley.Postgres"] = ["Parley"],
        ["Parley.AspNetCore"] = ["Parley"],
        ["Parley.Mcp"] = ["Parley"],
        ["Parley.Cli"] = ["Parley.AspNetCore", "Parley.Postgres", "Parley.Sqlite", "Parley.Yaml"],
    };

    private static readonly Dictionary<string, string[]> AllowedPackages = new()
    {
        ["Parley.Dialects"] = [],
        ["Parley"] = ["Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "System.Security.Cryptography.ProtectedData"],
        ["Parley.Yaml"] = ["YamlDotNet"],
        ["Parley.Sqlite"] = ["Microsoft.Data.Sqlite.Core", "SQLitePCLRaw.bundle_e_sqlite3"],
        ["Parley.Postgres"] = ["Npgsql"],
        ["Parley.AspNetCore"] = [],
        ["Parley.Mcp"] = ["ModelContextProtocol.Core"],
        ["Parley.Cli"] = ["System.CommandLine"],
    };

    [Fact]
    public void Projects_refer_to_each_other_in_one_direction() => Rule.Holds(
        "Dialects <- Parley <- {Yaml, Sqlite, Postgres, Mcp, AspNetCore} <- Cli: whoever embeds the engine gets no web framework, no YAML and no database, and whoever wants only the dialects gets no engine.",
        Breaches("ProjectReference", Allowed, static include => Path.GetFileNameWithoutExtension(include)));

    [Fact]
    public void Packages_are_in_the_project_that_exists_for_them() => Rule.Holds(
        "Every package is a promise to everybody who uses the project. A new one needs a line here and in docs/decisions/packages.md.",
        Breaches("PackageReference", AllowedPackages, static include => include));

    [Fact]
    public void Assemblies_refer_to_each_other_as_their_projects_do()
    {
        var allowed = new Dictionary<Assembly, Assembly[]>
        {
            [Assemblies.Dialects] = [],
            [Assemblies.Engine] = [Assemblies.Dialects],
            [Assemblies.Yaml] = [Assemblies.Engine, Assemblies.Dialects],
            [Assemblies.Sqlite] = [Assemblies.Engine, Assemblies.Dialects],
            [Assemblies.Postgres] = [Assemblies.Engine, Assemblies.Dialects],
            [Assemblies.AspNetCore] = [Assemblies.Engine, Assemblies.Dialects],
            [Assemblies.Mcp] = [Assemblies.Engine, Assemblies.Dialects],
            [Assemblies.Program] = [Assemblies.AspNetCore, Assemblies.Postgres, Assemblies.Sqlite, Assemblies.Yaml, Assemblies.Engine, Assemblies.Dialects],
        };

        Rule.Holds(
            "A reference that came in through another project counts like a written one.",
            from assembly in Assemblies.All
            from reference in assembly.GetReferencedAssemblies()
            where reference.Name!.StartsWith("parley", StringComparison.OrdinalIgnoreCase) && !allowed[assembly].Any(other => other.GetName().Name == reference.Name)
            select $"{assembly.GetName().Name} -> {reference.Name}");
    }

    [Fact]
    public void Every_project_of_src_has_its_rule() =>
        Assert.Equal(Repository.Files("src", ".csproj").Select(static path => Path.GetFileNameWithoutExtension(path)).Order(), Allowed.Keys.Order());

    private static IEnumerable<string> Breaches(string item, Dictionary<string, string[]> allowed, Func<string, string> nameOf) =>
        from path in Repository.Files("src", ".csproj")
        let project = Path.GetFileNameWithoutExtension(path)
        from element in XDocument.Parse(Repository.Text(path)).Descendants(item)
        let name = nameOf(element.Attribute("Include")!.Value)
        where !allowed[project].Contains(name)
        select $"{project} -> {name}";
}
