using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Members that chat and the older completions have in common.</summary>
internal static class SharedMembers
{
    /// <summary>Reads <c>stop</c>: a text, which is noted, or a list of texts; null for none.</summary>
    public static List<JsonText>? ReadStop(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            ExtraMembers.Note(ref extras, Spelling.BareStop);
            return [reader.TokenType == JsonTokenType.String ? JsonRead.TextHere(ref reader, body) : throw JsonRead.Wrong(ref reader, body, "a string or an array of strings")];
        }
        var stop = new List<JsonText>();
        while (JsonRead.NextElement(ref reader))
            stop.Add(JsonDemand.TextHere(ref reader, body));
        return stop;
    }

    /// <summary>Reads a limit of tokens. Local servers (llama.cpp, LM Studio) take -1 for none, and their clients send it: it is kept for them, and says nothing to others.</summary>
    public static int? ReadLimit(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, int least, ref Extras? extras)
    {
        var name = reader;
        if (JsonRead.Int64(ref reader, body) != -1)
        {
            reader = name;
            return JsonDemand.Int32(ref reader, body, least);
        }
        reader = name;
        ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
        return null;
    }

    /// <summary>Reads <c>stream_options</c>: whether usage is asked for; other options are kept.</summary>
    public static bool ReadIncludeUsage(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var includeUsage = false;
        if (!JsonRead.BeginObject(ref reader, body))
            return false;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("include_usage"u8))
                includeUsage = JsonRead.Boolean(ref reader, body) == true;
            else
                ExtraMembers.KeepInner(ref reader, body, "stream_options", ref extras);
        }
        return includeUsage;
    }
}
