using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Walks the messages block by block: what is shown and attached, and how long the prompt is. The members of a block are looked at, the content of most of them is passed over.</summary>
internal struct PromptScan
{
    /// <summary>What a medium counts for, in bytes of text: about a thousand tokens.</summary>
    private const int MediumBytes = 4000;

    /// <summary>What the target must be able to do.</summary>
    public RequestNeeds Needs { get; private set; }

    /// <summary>The bytes of the prompt, each medium counted flat.</summary>
    public int TextBytes { get; private set; }

    /// <summary>Walks the value of <c>messages</c>.</summary>
    public void Messages(RawJson messages)
    {
        if (messages.Kind != JsonValueKind.Array)
            return;
        var reader = messages.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            var message = JsonScan.ReadRaw(ref reader, messages.Utf8);
            if (message.Kind == JsonValueKind.Object)
                ContentOf(message);
        }
    }

    private void ContentOf(RawJson node)
    {
        var members = new JsonMembers(node.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (!name.SequenceEqual("content"u8) || value.Kind != JsonValueKind.Array)
                continue;
            var reader = value.CreateReader();
            reader.Read();
            while (JsonRead.NextElement(ref reader))
            {
                var block = JsonScan.ReadRaw(ref reader, value.Utf8);
                if (block.Kind == JsonValueKind.Object)
                    Block(block);
            }
        }
    }

    private void Block(RawJson block)
    {
        var members = new JsonMembers(block.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (NeedOf(name) is not RequestNeeds.None and var need)
            {
                Needs |= need;
                TextBytes += MediumBytes;
            }
            else if (name.SequenceEqual("toolResult"u8) && value.Kind == JsonValueKind.Object)
                ContentOf(value);
            else if (name.SequenceEqual("guardContent"u8) && value.Kind == JsonValueKind.Object)
                Block(value);
            else
                TextBytes += value.Utf8.Length;
        }
    }

    private static RequestNeeds NeedOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("image"u8) || name.SequenceEqual("video"u8) ? RequestNeeds.Vision
        : name.SequenceEqual("document"u8) ? RequestNeeds.Documents
        : name.SequenceEqual("audio"u8) ? RequestNeeds.Audio
        : RequestNeeds.None;
}
