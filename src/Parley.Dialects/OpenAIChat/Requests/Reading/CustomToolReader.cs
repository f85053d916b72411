using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads the object behind <c>custom</c> of a tool.</summary>
internal sealed class CustomToolReader
{
    /// <summary>The name; null when there is none.</summary>
    public string? Name { get; private set; }

    /// <summary>What it is for.</summary>
    public JsonText Description { get; private set; }

    /// <summary>What its input follows; null for any text.</summary>
    public ToolGrammar? Grammar { get; private set; }

    /// <summary>Reads the value behind the name.</summary>
    public void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                Name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("description"u8))
                Description = JsonRead.Text(ref reader, body);
            else if (reader.ValueTextEquals("format"u8))
                ReadFormat(ref reader, body);
            else
                JsonRead.Skip(ref reader);
        }
    }

    /// <summary><c>{"type":"grammar","grammar":{"syntax","definition"}}</c>, or <c>{"type":"text"}</c>.</summary>
    private void ReadFormat(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        while (JsonRead.NextMember(ref reader))
        {
            if (!reader.ValueTextEquals("grammar"u8))
                JsonRead.Skip(ref reader);
            else if (JsonRead.BeginObject(ref reader, body))
                Grammar = ReadGrammar(ref reader, body);
        }
    }

    private static ToolGrammar ReadGrammar(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var grammar = new ToolGrammar("", default);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("syntax"u8))
                grammar = grammar with { Syntax = JsonRead.String(ref reader, body) ?? "" };
            else if (reader.ValueTextEquals("definition"u8))
                grammar = grammar with { Definition = JsonRead.Text(ref reader, body) };
            else
                JsonRead.Skip(ref reader);
        }
        return grammar;
    }
}
