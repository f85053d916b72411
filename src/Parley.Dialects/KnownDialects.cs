namespace Parley.Dialects;
/// <summary>Temporary.</summary>
public static class KnownDialects
{
    /// <summary>The dialects.</summary>
    public static IReadOnlyList<Dialect> All { get; } = [Ollama.OllamaDialect.Instance];
    /// <summary>Temporary.</summary>
    public static Dialect? Find(string name) => null;
    /// <summary>Temporary.</summary>
    public static Operation OperationFor(string dialect, Operation asked) => asked;
}
