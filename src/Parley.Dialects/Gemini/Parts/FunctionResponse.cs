using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>A <c>functionResponse</c> as it stands on the wire. Its unknown members become extras of the part, named <c>functionResponse.x</c>.</summary>
/// <param name="Id">The id of the call; null on Gemini 2.</param>
/// <param name="Name">The function.</param>
/// <param name="Json">The result, an object.</param>
/// <param name="Media">Images and documents of the result.</param>
internal sealed record FunctionResponse(string? Id, string Name, RawJson Json, IReadOnlyList<Part> Media)
{
    public const string Prefix = "functionResponse.";

    /// <summary>Reads the value behind the name that the reader stands on; null for null.</summary>
    public static FunctionResponse? Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        string? id = null;
        string? name = null;
        RawJson json = default;
        List<Part>? media = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("id"u8))
                id = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("response"u8))
                json = JsonRead.Raw(ref reader, body);
            else if (reader.ValueTextEquals("parts"u8))
                media = ReadParts(ref reader, body);
            else
                Nested.Keep(ref reader, body, Prefix, ref extras);
        }
        return new FunctionResponse(string.IsNullOrEmpty(id) ? null : id, name ?? "", json, media ?? []);
    }

    /// <summary>The result in the model's terms. By Google's convention <c>output</c> and <c>result</c> hold what the function gave, <c>error</c> what went wrong.</summary>
    public ToolResultPart ToPart(string callId)
    {
        var content = new List<Part>(Media.Count + 1);
        var text = TextOf(out var isError);
        if (!text.IsEmpty)
            content.Add(new TextPart(text));
        content.AddRange(Media);
        return new ToolResultPart(callId, content) { Name = Name, Json = Json, IsError = isError ? true : null, IdIsInvented = Id is null };
    }

    private JsonText TextOf(out bool isError)
    {
        isError = false;
        if (Json.Kind != JsonValueKind.Object)
            return Json.Kind == JsonValueKind.String ? Json.AsText() : Json.IsAbsent ? default : Json.ToString();
        var members = new JsonMembers(Json.Utf8);
        if (!members.Next(out var name, out var value))
            return "{}";
        var isOutput = name.SequenceEqual("output"u8) || name.SequenceEqual("result"u8);
        var mayBeError = name.SequenceEqual("error"u8);
        if (members.Next(out var second, out var content))
            return IsNamed(name, value) && second.SequenceEqual("content"u8) && !members.Next(out _, out _) ? TextOf(content) : Json.ToString();
        isError = mayBeError;
        return (isOutput || mayBeError) && value.Kind == JsonValueKind.String ? value.AsText() : Json.ToString();
    }

    /// <summary>The AI SDK's client puts the function's name beside what it gave: <c>{"name", "content"}</c>.</summary>
    private bool IsNamed(ReadOnlySpan<byte> member, RawJson value) => member.SequenceEqual("name"u8) && value.Kind == JsonValueKind.String && value.AsText().ToString() == Name;

    private static JsonText TextOf(RawJson content) => content.Kind == JsonValueKind.String ? content.AsText() : content.ToString();

    private static List<Part>? ReadParts(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return null;
        var parts = new List<Part>();
        while (JsonRead.NextElement(ref reader))
            parts.Add(PartReader.Read(ref reader, body).Build());
        return parts;
    }
}
