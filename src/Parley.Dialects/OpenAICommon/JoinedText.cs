using System.Buffers;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAICommon;

/// <summary>Joins pieces of text as they stand, escapes included.</summary>
internal static class JoinedText
{
    /// <summary>The pieces as one text; a single piece stays a slice.</summary>
    public static JsonText Of(IReadOnlyList<JsonText> pieces)
    {
        if (pieces.Count <= 1)
            return pieces.Count == 0 ? default : pieces[0];
        var joined = new ArrayBufferWriter<byte>();
        joined.Write("\""u8);
        foreach (var piece in pieces)
            piece.WriteEscaped(joined);
        joined.Write("\""u8);
        return JsonText.FromToken(joined.WrittenMemory);
    }
}
