using System.Reflection;

namespace Parley.Architecture.Tests.Scanning;

/// <summary>What is shipped.</summary>
internal static class Assemblies
{
    public static Assembly Dialects { get; } = Assembly.Load("Parley.Dialects");

    public static Assembly Engine { get; } = Assembly.Load("Parley.Engine");

    public static Assembly Yaml { get; } = Assembly.Load("Parley.Yaml");

    public static Assembly Sqlite { get; } = Assembly.Load("Parley.Sqlite");

    public static Assembly Postgres { get; } = Assembly.Load("Parley.Postgres");

    public static Assembly AspNetCore { get; } = Assembly.Load("Parley.AspNetCore");

    public static Assembly Mcp { get; } = Assembly.Load("Parley.Mcp");

    public static Assembly Program { get; } = Assembly.Load("parley");

    public static IReadOnlyList<Assembly> All { get; } = [Dialects, Engine, Yaml, Sqlite, Postgres, AspNetCore, Mcp, Program];

    /// <summary>A type that must exist: a rule about a name that is gone would hold for ever.</summary>
    public static Type Require(this Assembly assembly, string name) => assembly.GetType(name, throwOnError: true)!;

    /// <summary>The classes that do a job.</summary>
    public static IReadOnlyList<Type> Implementations(this Assembly assembly, Type contract) =>
        [.. assembly.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false } && contract.IsAssignableFrom(type))];
}
