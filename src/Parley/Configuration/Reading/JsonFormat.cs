using System.Text.Json;
using Parley.Configuration.Diagnostics;

namespace Parley.Configuration.Reading;

/// <summary>Configurations in JSON, comments and trailing commas allowed.</summary>
public sealed class JsonFormat : IConfigFormat
{
    /// <inheritdoc/>
    public bool Claims(string fileName) => fileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || fileName.EndsWith(".jsonc", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public ConfigNode? Parse(SourceText source, ProblemList problems)
    {
        try
        {
            return new JsonTree(source, problems).Read();
        }
        catch (JsonException exception)
        {
            var line = (int)(exception.LineNumber ?? 0) + 1;
            var column = (int)(exception.BytePositionInLine ?? 0) + 1;
            problems.Add(new Problem(ProblemCode.Syntax, "not valid JSON", new SourceSpan(source, line, column, 1)) { Hint = Reason(exception) });
            return null;
        }
    }

    /// <summary>The reader's reason without the place that it repeats.</summary>
    private static string Reason(JsonException exception)
    {
        var end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? exception.Message : exception.Message[..end]).TrimEnd('.');
    }
}
