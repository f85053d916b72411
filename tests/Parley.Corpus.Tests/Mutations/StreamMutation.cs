using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Corpus.Tests.Mutations;

/// <summary>Changes of a stream of server-sent events.</summary>
internal sealed class StreamMutation
{
    private readonly List<(string Event, string Data)> _frames;

    public StreamMutation(ReadOnlyMemory<byte> stream) =>
        _frames = [.. Frames.Read(Encoding.UTF8.GetString(stream.Span), StreamFraming.ServerSentEvents).Where(static frame => frame.Data.Length > 0).Select(static frame => (frame.Event, frame.Data))];

    /// <summary>How many events come before the first that ends the answer.</summary>
    public int Open => _frames.FindIndex(static frame => frame.Data == "[DONE]" || Ends(frame.Data)) is >= 0 and var end ? end : _frames.Count;

    /// <summary>The stream saying the same in another way: other JSON, texts in two pieces, comments and unknown events between.</summary>
    public string Retold(Random random)
    {
        var stream = new StringBuilder();
        foreach (var (name, data) in _frames)
        {
            if (random.Next(6) == 0)
                stream.Append(": comment\n\n");
            if (random.Next(8) == 0)
                Append(stream, "ping", "{\"type\":\"ping\",\"choices\":[]}");
            foreach (var piece in Pieces(data, random))
                Append(stream, name, piece);
        }
        return stream.ToString();
    }

    /// <summary>The first events, and an error behind them if one is given.</summary>
    public string Cut(int count, string? error = null)
    {
        var stream = new StringBuilder();
        foreach (var (name, data) in _frames.Take(count))
            Append(stream, name, data);
        if (error is not null)
            Append(stream, "", error);
        return stream.ToString();
    }

    private static IEnumerable<string> Pieces(string data, Random random)
    {
        if (Parse(data) is not { } document)
            return [data];
        var second = document.DeepClone();
        var isSplit = random.Next(3) == 0 && Split(document, second, random);
        JsonMutation.Apply(document, random);
        return isSplit ? [document.ToJsonString(), second.ToJsonString()] : [document.ToJsonString()];
    }

    /// <summary>Leaves the first half of a delta's text in one chunk, the rest in another.</summary>
    private static bool Split(JsonNode first, JsonNode second, Random random)
    {
        foreach (var (path, name) in ((string, string)[])[("choices", "content"), ("choices", "reasoning_content"), ("delta", "text"), ("delta", "thinking"), ("delta", "partial_json")])
        {
            if (DeltaOf(first, path) is not { } delta || delta[name]?.GetValueKind() != JsonValueKind.String || DeltaOf(second, path) is not { } rest)
                continue;
            var text = delta[name]!.GetValue<string>();
            var at = text.Length < 2 ? 0 : random.Next(1, text.Length);
            if (at == 0 || char.IsLowSurrogate(text[at]) || rest.Count > 2 || first["choices"]?[0]?["finish_reason"] is not null || first["usage"] is JsonObject)
                return false;
            delta[name] = text[..at];
            rest[name] = text[at..];
            return true;
        }
        return false;
    }

    private static JsonObject? DeltaOf(JsonNode document, string path) => path == "delta"
        ? document["delta"] as JsonObject
        : document["choices"] is JsonArray { Count: 1 } choices ? choices[0]?["delta"] as JsonObject : null;

    private static bool Ends(string data) => Parse(data) is JsonObject chunk
        && (chunk["type"]?.ToString() is "message_stop" or "message-end" or "response.completed" or "response.incomplete" || chunk["choices"] is JsonArray choices && choices.Any(static choice => choice?["finish_reason"]?.ToString() is { Length: > 0 }));

    private static JsonNode? Parse(string data)
    {
        try
        {
            return JsonNode.Parse(data);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Append(StringBuilder stream, string name, string data)
    {
        if (name.Length > 0)
            stream.Append("event: ").Append(name).Append('\n');
        stream.Append("data: ").Append(data.Replace("\n", "\ndata: ", StringComparison.Ordinal)).Append("\n\n");
    }
}
