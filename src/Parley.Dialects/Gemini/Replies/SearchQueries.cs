using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Counts the different searches that grounding names, which are sold beside the tokens: ai.google.dev/gemini-api/docs/google-search. The empty ones are free.</summary>
internal struct SearchQueries
{
    private HashSet<string>? _queries;

    /// <summary>How many.</summary>
    public readonly long Count => _queries?.Count ?? 0;

    /// <summary>Takes a reply, or the next chunk of one. Inside JSON strings every quote is escaped, so that the name is a real one where it is found.</summary>
    public void Take(ReadOnlySpan<byte> json)
    {
        var name = "\"webSearchQueries\""u8;
        for (var at = json.IndexOf(name); at >= 0; at = json.IndexOf(name))
        {
            json = json[(at + name.Length)..].TrimStart(": \t\r\n"u8);
            Read(json);
        }
    }

    private void Read(ReadOnlySpan<byte> list)
    {
        var reader = new Utf8JsonReader(list, isFinalBlock: false, new JsonReaderState(JsonWire.ReaderOptions));
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            return;
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            if (reader.GetString() is { Length: > 0 } query)
                (_queries ??= new(StringComparer.Ordinal)).Add(query);
        }
    }
}
