using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;

namespace Parley.Mcp;

/// <summary>The arguments of a call as JSON. They are written before the server is asked: what cannot be written is the caller's error, and none of the server's.</summary>
internal static class ToolArguments
{
    private static readonly JsonTypeInfo AnyType = McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object));

    /// <summary>Writes arguments.</summary>
    /// <param name="server">The server, for the message.</param>
    /// <param name="tool">The tool, by the server's own name.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="mask">Takes the server's secrets out of the message.</param>
    /// <exception cref="McpToolException">One of them cannot be written.</exception>
    public static IReadOnlyDictionary<string, object?> Write(string server, string tool, IReadOnlyDictionary<string, object?> arguments, SecretMask mask)
    {
        var written = new Dictionary<string, object?>(arguments.Count, StringComparer.Ordinal);
        foreach (var (name, value) in arguments)
        {
            try
            {
                written[name] = JsonSerializer.SerializeToElement(value, AnyType);
            }
            // Getters and converters are the caller's code, and throw what they like.
            catch (Exception failed)
            {
                throw new McpToolException(server, tool, $"The argument '{name}' of the tool '{tool}' cannot be written as JSON: {mask.Cover(failed.Message)}") { Argument = name };
            }
        }
        return written;
    }
}
