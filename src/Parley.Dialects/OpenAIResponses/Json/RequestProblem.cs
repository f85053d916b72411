using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>What is wrong with a caller's request, by its place in OpenAI's notation: <c>input[0].content[1].type</c>.</summary>
internal static class RequestProblem
{
    /// <summary>A member that the object beginning at <paramref name="start"/> must have.</summary>
    public static WireFormatException Missing(ReadOnlyMemory<byte> body, int start, string member, string message)
    {
        var place = JsonPlace.Of(body.Span, start);
        return new WireFormatException(place.Length == 0 ? member : $"{place}.{member}", message);
    }
}
