using System.Globalization;
using System.Text.Json;
using Parley.Providers.Upstream;

namespace Parley.Providers.Rest;

/// <summary>A JSON answer, or an event of a stream, and what stands at its places.</summary>
internal sealed class RestAnswer : IDisposable
{
    private readonly JsonDocument _document;

    private RestAnswer(JsonDocument document) => _document = document;

    /// <summary>Reads a whole answer.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static async ValueTask<RestAnswer> ReadAsync(UpstreamResponse response, Attempt attempt)
    {
        using var body = await ReplyBody.ReadAsync(response, attempt.Deadlines.Token).ConfigureAwait(false);
        return Parse(body.WrittenSpan.ToArray());
    }

    /// <summary>Reads JSON that outlives the answer.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static RestAnswer Parse(ReadOnlyMemory<byte> json) => new(JsonDocument.Parse(json));

    /// <summary>The text at a place: of a text, a number, or a list of texts; null when there is nothing.</summary>
    public string? Text(string? place) => Find(place) is { } found ? TextOf(found) : null;

    /// <summary>The count at a place; null when there is none.</summary>
    public long? Count(string? place) =>
        Find(place) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) && value is >= 0 and <= 1e12 ? (long)value : null;

    public void Dispose() => _document.Dispose();

    private static string? TextOf(JsonElement found) => found.ValueKind switch
    {
        JsonValueKind.String => found.GetString(),
        JsonValueKind.Number => found.GetRawText(),
        JsonValueKind.Array => string.Concat(found.EnumerateArray().Select(TextOf)),
        _ => null,
    };

    private JsonElement? Find(string? place)
    {
        if (place is null)
            return null;
        var found = _document.RootElement;
        foreach (var step in place == "$" ? [] : place.Split('.'))
        {
            if (found.ValueKind == JsonValueKind.Object && found.TryGetProperty(step, out var member))
                found = member;
            else if (found.ValueKind == JsonValueKind.Array && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < found.GetArrayLength())
                found = found[index];
            else
                return null;
        }
        return found;
    }
}
