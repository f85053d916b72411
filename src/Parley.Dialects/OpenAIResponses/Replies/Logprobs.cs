using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Log probabilities: a list beside each text here, <c>{"content":[...]}</c> beside the answer in the form that dialects share. The entries are the same.</summary>
internal sealed class Logprobs
{
    private ArrayBufferWriter<byte>? _entries;

    /// <summary>Adds the entries of a list; anything else has none.</summary>
    /// <param name="list">The list.</param>
    /// <param name="seen">How many of its entries are known.</param>
    /// <returns>How many it added.</returns>
    public int Add(RawJson list, int seen = 0)
    {
        if (list.Kind != JsonValueKind.Array)
            return 0;
        var count = 0;
        var elements = new JsonElements(list);
        while (elements.Next(out var entry))
        {
            if (count++ < seen)
                continue;
            if (_entries is null)
                _entries = new ArrayBufferWriter<byte>();
            else
                _entries.Write(","u8);
            _entries.Write(entry.Utf8.Span);
        }
        return Math.Max(0, count - seen);
    }

    /// <summary>The form that dialects share; absent without entries.</summary>
    public RawJson Build()
    {
        if (_entries is null)
            return default;
        return new RawJson((byte[])[.. "{\"content\":["u8, .. _entries.WrittenSpan, .. "]}"u8]);
    }

    /// <summary>The list itself; absent without entries.</summary>
    public RawJson List() => _entries is null ? default : new RawJson((byte[])[(byte)'[', .. _entries.WrittenSpan, (byte)']']);

    /// <summary>The list within the form that dialects share. What belongs to a refusal has no place here.</summary>
    public static RawJson Of(RawJson shared, ConversionLog log)
    {
        var content = default(RawJson);
        if (shared.Kind != JsonValueKind.Object)
            return content;
        var members = new JsonMembers(shared.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("content"u8) && value.Kind == JsonValueKind.Array)
                content = value;
            else if (value.Kind == JsonValueKind.Array && value.Utf8.Length > 2)
                log.Dropped($"choices[0].logprobs.{System.Text.Encoding.UTF8.GetString(name)}");
        }
        return content;
    }
}
