using Parley.Configuration;
using Parley.Configuration.Diagnostics;

namespace Parley.Tests.Configuration;

/// <summary>Loads configurations that stand in the tests.</summary>
internal static class Files
{
    public static LoadedConfiguration Load(string json, params (string Name, string Value)[] environment) => Load([json], environment);

    public static LoadedConfiguration Load(string[] jsons, params (string Name, string Value)[] environment) =>
        Loader(environment).Load([.. jsons.Select((json, index) => new SourceText(index == 0 ? "parley.json" : $"overlay{index}.json", json))]);

    public static ConfigurationLoader Loader(params (string Name, string Value)[] environment) => new(Catalog.BuiltIn, Environment(environment));

    public static Func<string, string?> Environment(params (string Name, string Value)[] environment) =>
        name => environment.FirstOrDefault(variable => variable.Name == name).Value;

    /// <summary>The snapshot of a configuration that must be free of errors.</summary>
    public static GatewaySnapshot Compile(string json, params (string Name, string Value)[] environment) => Load(json, environment).Require();

    /// <summary>The only problem that is not a warning.</summary>
    public static Problem OnlyError(this LoadedConfiguration loaded) => Assert.Single(loaded.Problems, problem => problem.Severity == Severity.Error);
}
