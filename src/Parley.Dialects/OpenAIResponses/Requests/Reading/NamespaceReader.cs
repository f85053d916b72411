using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads a tool of the type <c>namespace</c>: functions and custom tools under a common name, by which coding agents group those of one server. Elsewhere each is a function whose name says both.</summary>
internal static class NamespaceReader
{
    /// <summary>Reads the object whose opening brace the reader stands on.</summary>
    public static ToolSpec Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        string? name = null;
        List<ToolSpec>? tools = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("tools"u8))
                tools = ToolReader.ReadTools(ref reader, body);
            else
                JsonRead.Skip(ref reader);
        }
        if (string.IsNullOrEmpty(name))
            throw RequestProblem.Missing(body, start, "name", "The namespace has no name.");
        return new ToolSpec(name) { Native = new RawJson(body[start..(int)reader.BytesConsumed]), Dialect = Names.Dialect, AsFunctions = Functions(name, tools ?? []) };
    }

    private static List<ToolSpec> Functions(string name, List<ToolSpec> tools)
    {
        var functions = new List<ToolSpec>();
        foreach (var tool in tools)
        {
            foreach (var function in tool.Native.IsAbsent ? [tool] : tool.AsFunctions)
                functions.Add(function with { Name = NamespacedName.Join(name, function.Name) });
        }
        return functions;
    }
}
