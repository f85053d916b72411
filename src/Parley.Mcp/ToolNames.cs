using System.Security.Cryptography;
using System.Text;

namespace Parley.Mcp;

/// <summary>The names under which models know tools: <c>mcp__server__tool</c>, of at most 64 letters, digits, hyphens and underscores, as all vendors take them.</summary>
internal static class ToolNames
{
    private const int Longest = 64;
    private const int LongestServer = 32;
    private const int MarkLength = 7;

    /// <summary>Whether a server's name can stand in the name of a tool.</summary>
    public static bool IsServer(string name) =>
        name.Length is > 0 and <= LongestServer && !name.Contains("__", StringComparison.Ordinal) && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    /// <summary>The name of a tool. One that has to be changed ends in a mark of what it was, so that no two become one.</summary>
    public static string Of(string server, string tool)
    {
        var plain = string.Create(tool.Length, tool, static (name, tool) =>
        {
            for (var i = 0; i < tool.Length; i++)
                name[i] = char.IsAsciiLetterOrDigit(tool[i]) || tool[i] is '-' or '_' ? tool[i] : '_';
        });
        var name = $"mcp__{server}__{plain}";
        if (name.Length <= Longest && plain == tool)
            return name;
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tool)))[..(MarkLength - 1)];
        return $"{name[..Math.Min(name.Length, Longest - MarkLength)]}_{mark}";
    }
}
