using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>The member <c>store</c> of a response that was written already.</summary>
internal static class StoreMember
{
    /// <summary>The same bytes with <c>"store": false</c>; of the events that end a stream, in those that have the response.</summary>
    public static ReadOnlyMemory<byte> Deny(ReadOnlyMemory<byte> closing, bool isStream)
    {
        if (!isStream)
            return Without(closing, InResponse(closing));
        for (var at = 0; at < closing.Length;)
        {
            var rest = closing[at..];
            var length = rest.Span.IndexOf((byte)'\n') is >= 0 and var end ? end : rest.Length;
            var place = rest.Span.StartsWith("data: {"u8) ? InEvent(rest["data: ".Length..length]) : default;
            closing = Without(closing, place);
            at += length + 1 + (place.IsAbsent ? 0 : 1);
        }
        return closing;
    }

    private static RawJson InEvent(ReadOnlyMemory<byte> data) => JsonMembers.Find(new RawJson(data), "response"u8) is { Kind: System.Text.Json.JsonValueKind.Object } response ? InResponse(response.Utf8) : default;

    private static RawJson InResponse(ReadOnlyMemory<byte> response) => JsonMembers.Find(new RawJson(response), "store"u8) is { Kind: System.Text.Json.JsonValueKind.True } said ? said : default;

    private static ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> closing, RawJson store)
    {
        if (store.IsAbsent)
            return closing;
        var (start, length) = JsonMembers.RangeOf(closing, store).GetOffsetAndLength(closing.Length);
        return (byte[])[.. closing.Span[..start], .. "false"u8, .. closing.Span[(start + length)..]];
    }
}
