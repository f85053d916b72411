using System.Buffers;
using System.Globalization;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>
/// A name made of all that an answer says, under which is kept what was signed for it and for nothing else that callers tell again. It need not withstand forgery: whoever finds something under it made it himself.
/// </summary>
/// <remarks>FNV-1a: every piece of a stream is told to it, and most streams have nothing that is signed.</remarks>
internal struct AnswerName()
{
    /// <summary>How all such names begin.</summary>
    public const string Prefix = "answer ";

    private Fnv _hash = new();
    private long _length;

    /// <summary>The name of what the texts among some parts say; null when they say nothing.</summary>
    public static string? Of(IReadOnlyList<Part> parts)
    {
        var name = new AnswerName();
        ArrayBufferWriter<byte>? scratch = null;
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is TextPart text)
                name.Add(text.Text, ref scratch);
        }
        return name.Build();
    }

    /// <summary>Takes the next piece.</summary>
    /// <param name="text">The piece.</param>
    /// <param name="scratch">Where it is decoded; made when it is needed.</param>
    public void Add(JsonText text, ref ArrayBufferWriter<byte>? scratch)
    {
        var utf8 = text.Decoded(ref scratch);
        _hash.Add(utf8);
        _length += utf8.Length;
    }

    /// <summary>The name; null when nothing was said.</summary>
    public readonly string? Build() => _length == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{Prefix}{_hash.Value:x16} {_length}");
}
