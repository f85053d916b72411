using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads a tool call, of a request's history or of an answer.</summary>
internal static class CallReader
{
    /// <summary>Reads the call whose opening brace the reader stands on.</summary>
    /// <param name="reader">Stands on the brace.</param>
    /// <param name="body">The bytes that it reads.</param>
    /// <param name="answer">What tells this answer apart from others, for an invented id.</param>
    /// <param name="ordinal">Which call of the answer it is.</param>
    /// <exception cref="WireFormatException">The call has no name.</exception>
    public static ToolCallPart Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string? answer, int ordinal)
    {
        JsonRead.Object(ref reader, body);
        var start = (int)reader.TokenStartIndex;
        string? id = null;
        string? name = null;
        var arguments = default(ToolArguments);
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("id"u8))
                id = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("type"u8))
                JsonRead.Skip(ref reader);
            else if (reader.ValueTextEquals("function"u8))
                ReadFunction(ref reader, body, ref name, ref arguments, ref extras);
            else
                OwnExtras.Keep(ref reader, body, ref extras);
        }
        if (string.IsNullOrEmpty(name))
            throw Nameless(body, start);
        var isInvented = string.IsNullOrEmpty(id);
        return new ToolCallPart(isInvented ? ToolCallIds.Invent(answer, name, ordinal) : id!, name, arguments) { IdIsInvented = isInvented, Extras = extras };
    }

    private static void ReadFunction(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref string? name, ref ToolArguments arguments, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("arguments"u8))
                arguments = ToolArguments.FromText(JsonRead.Text(ref reader, body));
            else
                OwnExtras.KeepInner(ref reader, body, Names.FunctionPrefix, ref extras);
        }
    }

    private static WireFormatException Nameless(ReadOnlyMemory<byte> body, int start)
    {
        var place = JsonPlace.Of(body.Span, start) + ".function.name";
        return new WireFormatException(place, $"{place} is missing.");
    }
}
