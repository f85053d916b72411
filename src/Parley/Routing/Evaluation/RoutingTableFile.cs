using System.Text;
using Parley.Configuration.Diagnostics;

namespace Parley.Routing.Evaluation;

/// <summary>Opens the file of a table.</summary>
internal static class RoutingTableFile
{
    /// <summary>Reads a table.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read, or is no table.</exception>
    public static RoutingTable Read(string path)
    {
        try
        {
            return RoutingTableReader.Read(new SourceText(path, File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true))));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DecoderFallbackException or ArgumentException)
        {
            throw new ConfigurationException([new Problem(ProblemCode.Unreadable, $"{path} cannot be read: {failure.Message.TrimEnd('.')}")]);
        }
    }
}
