using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Documents that the model may cite: a text, or free members under <c>data</c> with an id.</summary>
internal static class DocumentFields
{
    /// <summary>What a tool's document says: its data as JSON, since their names mean something to the model.</summary>
    public static JsonText TextOf(RawJson document)
    {
        if (document.Kind == JsonValueKind.String)
            return document.AsText();
        var data = SchemaNode.Of(document)["data"];
        return JsonText.FromString((data.IsAbsent ? document : data).ToString());
    }

    /// <summary>An element of the request's <c>documents</c> as a document of the conversation: its text where it has one beside nothing but a title, otherwise all data.</summary>
    public static MediaPart Read(RawJson document, bool wantsCitations)
    {
        Extras? extras = null;
        OwnExtras.Note(Spelling.RequestDocument, document, ref extras);
        var node = SchemaNode.Of(document);
        var data = SchemaNode.Of(node["data"]);
        var text = OnlyText(data) is { IsAbsent: false } only ? only.AsText() : TextOf(document);
        return new MediaPart(MediaKind.Document, new MediaSource.PlainText(text))
        {
            Name = data.Text("title") ?? node.Text("id"),
            WantsCitations = wantsCitations,
            MediaType = "text/plain",
            Extras = extras,
        };
    }

    /// <summary>Writes a plain text of the conversation as an element of <c>documents</c>.</summary>
    public static void Write(Utf8JsonWriter writer, JsonText text, string? name)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("data"u8);
        if (name is not null)
            writer.WriteString("title"u8, name);
        text.WriteMember(writer, "text"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static RawJson OnlyText(SchemaNode data)
    {
        foreach (var (name, value) in data.Members)
        {
            if (name is not ("text" or "title") || value.Kind != JsonValueKind.String)
                return default;
        }
        return data["text"];
    }
}
