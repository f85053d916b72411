using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>A <c>functionCall</c> as it stands on the wire. Its unknown members become extras of the part, named <c>functionCall.x</c>.</summary>
/// <param name="Id">The id; null on Gemini 2.</param>
/// <param name="Name">The function.</param>
/// <param name="Arguments">The arguments; absent when there are none.</param>
internal sealed record FunctionCall(string? Id, string Name, RawJson Arguments)
{
    public const string Prefix = "functionCall.";

    public ToolArguments ToolArguments => Arguments.IsAbsent ? default : ToolArguments.FromValue(Arguments);

    /// <summary>Reads the value behind the name that the reader stands on; null for null.</summary>
    public static FunctionCall? Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        string? id = null;
        string? name = null;
        RawJson arguments = default;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("id"u8))
                id = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("args"u8))
                arguments = JsonRead.Raw(ref reader, body);
            else
                Nested.Keep(ref reader, body, Prefix, ref extras);
        }
        return new FunctionCall(string.IsNullOrEmpty(id) ? null : id, name ?? "", arguments);
    }
}
