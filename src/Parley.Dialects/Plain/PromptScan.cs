using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>How long a prompt is, and what it shows: by the types of its parts.</summary>
internal struct PromptScan
{
    private const int TokensOfMedium = 1000;

    private long _bytes;
    private int _media;

    /// <summary>What the target must be able to do.</summary>
    public RequestNeeds Needs { get; private set; }

    public void AddText(int bytes) => _bytes += bytes;

    /// <summary>The estimate, linear in the bytes of the text.</summary>
    public readonly int Tokens(int bytesPerToken) => (int)Math.Min(int.MaxValue, (Math.Max(0, _bytes) + bytesPerToken - 1) / bytesPerToken + (long)_media * TokensOfMedium);

    /// <summary>Takes a list of messages.</summary>
    public void AddMessages(RawJson messages)
    {
        AddText(messages.Utf8.Length);
        AddContents(messages, isNested: false);
    }

    /// <summary>Goes through the contents of messages, and through those of the tool results among them.</summary>
    private void AddContents(RawJson list, bool isNested)
    {
        var reader = list.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            var holder = JsonScan.ReadRaw(ref reader, list.Utf8);
            if (JsonMembers.Find(holder, "content"u8) is not { Kind: JsonValueKind.Array } content)
                continue;
            AddParts(content);
            if (!isNested)
                AddContents(content, isNested: true);
        }
    }

    private void AddParts(RawJson parts)
    {
        var reader = parts.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            var part = JsonScan.ReadRaw(ref reader, parts.Utf8);
            var need = NeedOf(JsonMembers.Find(part, "type"u8).Utf8.Span);
            if (need == RequestNeeds.None)
                continue;
            Needs |= need;
            _media++;
            _bytes -= JsonMembers.Find(part, "base64"u8).Utf8.Length;
        }
    }

    private static RequestNeeds NeedOf(ReadOnlySpan<byte> type) => type switch
    {
        _ when type.SequenceEqual("\"image\""u8) || type.SequenceEqual("\"video\""u8) => RequestNeeds.Vision,
        _ when type.SequenceEqual("\"audio\""u8) => RequestNeeds.Audio,
        _ when type.SequenceEqual("\"document\""u8) => RequestNeeds.Documents,
        _ => RequestNeeds.None,
    };
}
