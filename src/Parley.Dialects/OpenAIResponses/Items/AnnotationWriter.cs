using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes citations: this dialect's as they were, those of others as <c>url_citation</c>, which needs an address.</summary>
internal static class AnnotationWriter
{
    /// <summary>Whether the citation has a form here.</summary>
    public static bool CanWrite(Citation citation) => citation.Dialect == Names.Dialect || citation.Url is not null;

    /// <summary>Writes the annotation; one that does not say its span rests on the whole text.</summary>
    public static void Write(Utf8JsonWriter json, Citation citation, int textLength)
    {
        if (citation.Dialect == Names.Dialect && !citation.Native.IsAbsent)
        {
            citation.Native.WriteValue(json);
            return;
        }
        json.WriteStartObject();
        json.WriteString("type"u8, "url_citation"u8);
        json.WriteNumber("start_index"u8, citation.StartIndex ?? 0);
        json.WriteNumber("end_index"u8, citation.EndIndex ?? textLength);
        json.WriteString("url"u8, citation.Url);
        json.WriteString("title"u8, citation.Title ?? "");
        json.WriteEndObject();
    }
}
