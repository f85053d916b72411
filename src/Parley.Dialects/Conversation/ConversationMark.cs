using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>
/// What tells a conversation from others: who spoke in turn, how much, and how each began and ended. Short answers are given in many conversations, and what was thought for one of them is no other's.
/// </summary>
internal struct ConversationMark()
{
    private const int Edge = 64;

    private Fnv _hash = new();

    /// <summary>The mark of a conversation so far.</summary>
    public static ConversationMark Of(IReadOnlyList<Message> messages)
    {
        var mark = new ConversationMark();
        for (var i = 0; i < messages.Count; i++)
            mark.Add(messages[i]);
        return mark;
    }

    /// <summary>Takes what is said next.</summary>
    public void Add(Message message)
    {
        Span<byte> head = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(head, (int)message.Role);
        _hash.Add(head);
        ArrayBufferWriter<byte>? scratch = null;
        for (var i = 0; i < message.Parts.Count; i++)
        {
            if (message.Parts[i] is TextPart { Text.IsEmpty: false } part)
                Add(part.Text, ref scratch);
        }
    }

    /// <summary>The name of an answer within this conversation.</summary>
    public readonly string Name(string answer) => string.Create(CultureInfo.InvariantCulture, $"{answer} {_hash.Value:x16}");

    private void Add(JsonText text, ref ArrayBufferWriter<byte>? scratch)
    {
        var utf8 = text.Decoded(ref scratch);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        _hash.Add(length);
        _hash.Add(utf8[..Math.Min(Edge, utf8.Length)]);
        _hash.Add(utf8[Math.Max(0, utf8.Length - Edge)..]);
    }
}
