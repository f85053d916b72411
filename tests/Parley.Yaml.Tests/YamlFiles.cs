using Parley.Configuration;
using Parley.Configuration.Diagnostics;

namespace Parley.Yaml.Tests;

/// <summary>Loads configurations from texts and fixtures.</summary>
internal static class YamlFiles
{
    public static LoadedConfiguration Load(string yaml, params (string Name, string Value)[] environment) =>
        new ConfigurationLoader(Catalog.BuiltIn, name => environment.FirstOrDefault(variable => variable.Name == name).Value, new YamlFormat()).Load([new SourceText("parley.yaml", yaml)]);

    public static string Fixture(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", name)).ReplaceLineEndings("\n");
}
