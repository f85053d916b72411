using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Parley.Corpus.Tests.Recordings;

/// <summary>
/// The recordings of real traffic and their checker. They are not part of the repository: they lie at <c>$PARLEY_CORPUS</c>, by default in <c>../shared/corpus</c> beside it.
/// Where they are absent the tests are skipped; with <c>CI=true</c> that is a failure.
/// </summary>
internal static class Library
{
    /// <summary>The only row of a theory where there are no recordings.</summary>
    public const string Absent = "no recordings";

    private static readonly Lazy<ILookup<string, Recording>> Shelves = new(ReadAll);

    /// <summary>The folder of the recordings.</summary>
    public static string Folder { get; } = Environment.GetEnvironmentVariable("PARLEY_CORPUS") ?? Path.GetFullPath(Path.Combine(RepositoryRoot(), "../shared/corpus"));

    /// <summary>The checker.</summary>
    public static string Checker => Path.Combine(Folder, "tools", "check.mjs");

    /// <summary>The services of which there are recordings that a test is about.</summary>
    public static TheoryData<string> Apis(Func<Recording, bool> about)
    {
        var apis = new TheoryData<string>();
        foreach (var shelf in Shelves.Value.Where(shelf => shelf.Any(about)).OrderBy(static shelf => shelf.Key, StringComparer.Ordinal))
            apis.Add(shelf.Key);
        if (!apis.Any())
            apis.Add(Absent);
        return apis;
    }

    /// <summary>The recordings of a service.</summary>
    public static IEnumerable<Recording> Of(string api) => Shelves.Value[api];

    /// <summary>All recordings.</summary>
    public static IEnumerable<Recording> All() => Shelves.Value.SelectMany(static shelf => shelf);

    /// <summary>Skips the test where the recordings are absent.</summary>
    public static void DemandRecordings() => Demand(File.Exists(Checker) && Shelves.Value.Count > 0, $"There are no recordings of real traffic in {Folder}; PARLEY_CORPUS names their folder.");

    /// <summary>Skips the test where something that it needs is absent; fails it in CI.</summary>
    public static void Demand(bool isThere, string otherwise)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.True(isThere, otherwise);
        else
            Assert.SkipUnless(isThere, otherwise);
    }

    private static ILookup<string, Recording> ReadAll()
    {
        var open = Path.Combine(Folder, "open");
        var files = Directory.Exists(open) ? Directory.GetFiles(open, "*.jsonl") : [];
        return files.SelectMany(ReadFile).ToLookup(static recording => recording.Api);
    }

    private static IEnumerable<Recording> ReadFile(string path) =>
        Protocol.Of(Path.GetFileNameWithoutExtension(path)) is { } wire ? File.ReadLines(path).Where(static line => line.Length > 0).Select(line => Read(line, wire)) : [];

    private static Recording Read(string line, Protocol wire)
    {
        var json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 256 }).RootElement;
        return new Recording(Text("id"), Text("api"), Text("provider"), wire, json);

        string Text(string name) => json.GetProperty(name).GetString()!;
    }

    private static string RepositoryRoot([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));
}
