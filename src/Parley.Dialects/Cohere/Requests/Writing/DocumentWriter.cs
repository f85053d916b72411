using Parley.Dialects.Conversation;

namespace Parley.Dialects.Cohere;

/// <summary>Writes <c>documents</c>: plain texts that other dialects carry within a message stand beside the messages here.</summary>
internal static class DocumentWriter
{
    /// <summary>Whether a part of a message is one of the documents.</summary>
    public static bool IsDocument(Part part) => part is MediaPart { Kind: MediaKind.Document, Source: MediaSource.PlainText };

    /// <summary>Whether a request has any.</summary>
    public static bool HasAny(ChatRequest request)
    {
        foreach (var message in request.Messages)
        {
            foreach (var part in message.Parts)
            {
                if (IsDocument(part))
                    return true;
            }
        }
        return false;
    }

    /// <summary>Writes the list when there is one.</summary>
    public static void Write(RequestWriting writing)
    {
        if (!HasAny(writing.Request))
            return;
        writing.Json.WriteStartArray("documents"u8);
        for (var i = 0; i < writing.Request.Messages.Count; i++)
        {
            var parts = writing.Request.Messages[i].Parts;
            for (var part = 0; part < parts.Count; part++)
            {
                if (IsDocument(parts[part]))
                    Write(writing, (MediaPart)parts[part], $"messages[{i}].content[{part}]");
            }
        }
        writing.Json.WriteEndArray();
    }

    private static void Write(RequestWriting writing, MediaPart document, string place)
    {
        if (document.Extras.Spelled(Spelling.RequestDocument) is { IsAbsent: false } spelled)
        {
            spelled.WriteValue(writing.Json);
            return;
        }
        writing.Log.Moved(place, "documents");
        DocumentFields.Write(writing.Json, ((MediaSource.PlainText)document.Source).Text, document.Name);
        PartWriter.RecordLost(document, writing.Log, place);
        document.Extras.Record(writing.Log, place);
    }
}
