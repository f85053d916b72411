namespace Parley.Dialects.Bedrock;

/// <summary>The path of the two operations, which names the model: an id, or the ARN of an inference profile with colons and slashes.</summary>
internal static class ModelPath
{
    private const string Prefix = "/model/";
    private const string StreamSuffix = "/converse-stream";
    private const string Suffix = "/converse";

    /// <summary>The path for a model.</summary>
    public static string Of(string model, bool stream) => $"model/{Uri.EscapeDataString(model)}{(stream ? StreamSuffix : Suffix)}";

    /// <summary>The path of another operation of a model.</summary>
    public static string Of(string model, string operation) => $"model/{Uri.EscapeDataString(model)}/{operation}";

    /// <summary>The model that a path names, and whether it asks for a stream; the model is empty when there is none.</summary>
    public static (string Model, bool Stream) Read(string path)
    {
        var stream = path.EndsWith(StreamSuffix, StringComparison.Ordinal);
        var start = path.IndexOf(Prefix, StringComparison.Ordinal);
        var end = path.LastIndexOf('/');
        var from = start + Prefix.Length;
        // Servers decode a path but for its slashes.
        return (start < 0 || end <= from ? "" : Uri.UnescapeDataString(path[from..end]), stream);
    }
}
