using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes citations as annotations of the type <c>url_citation</c>, the only one that OpenAI's chat knows.</summary>
internal static class CitationWriter
{
    /// <summary>Whether the citation is to be written here: not when it stands at the top of the reply already, and not without an address.</summary>
    public static bool CanWrite(Citation citation) => citation.Dialect == Names.Dialect && !citation.Native.IsAbsent
        ? citation.Native.Kind == JsonValueKind.Object
        : citation.Url is not null;

    /// <summary>Whether another dialect's citation is lost here.</summary>
    public static bool IsLost(Citation citation) => citation.Dialect != Names.Dialect && citation.Url is null;

    /// <summary>Writes the annotation, whose span is one of the whole content (<see cref="TextSpans.InWhole"/>).</summary>
    public static void Write(Utf8JsonWriter json, Citation citation)
    {
        if (citation.Dialect == Names.Dialect && !citation.Native.IsAbsent)
        {
            citation.Native.WriteValue(json);
            return;
        }
        json.WriteStartObject();
        json.WriteString("type"u8, "url_citation"u8);
        json.WriteStartObject("url_citation"u8);
        json.WriteString("url"u8, citation.Url);
        json.WriteString("title"u8, citation.Title ?? "");
        json.WriteNumber("start_index"u8, citation.StartIndex!.Value);
        json.WriteNumber("end_index"u8, citation.EndIndex!.Value);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
