using System.Text;
using Parley.Configuration.Diagnostics;

namespace Parley.Configuration;

/// <summary>Reads configuration files as texts.</summary>
public static class ConfigurationFiles
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The files' texts; those that cannot be read become problems.</summary>
    public static IReadOnlyList<SourceText> Read(IEnumerable<string> paths, ProblemList problems)
    {
        var sources = new List<SourceText>();
        foreach (var path in paths)
        {
            try
            {
                sources.Add(new SourceText(path, File.ReadAllText(path, Strict)));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
            {
                problems.Add(new Problem(ProblemCode.Unreadable, $"`{path}` cannot be read: {Reason(exception)}"));
            }
        }
        return sources;
    }

    /// <summary>Why a file cannot be had, without its name.</summary>
    internal static string Reason(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "access is denied",
        DecoderFallbackException => "it is not UTF-8 text",
        _ => exception.Message.TrimEnd('.'),
    };
}
