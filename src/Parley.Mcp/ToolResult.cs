using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;

namespace Parley.Mcp;

/// <summary>What a tool answered, as a model gets it: a text, or texts and media. What is beyond the limit is cut, and the result says so.</summary>
internal sealed class ToolResult
{
    private readonly List<AIContent> _parts = [];
    private readonly int _most;
    private readonly SecretMask? _mask;
    private int _left;

    private ToolResult(int most, SecretMask? mask)
    {
        _most = _left = most;
        _mask = mask;
    }

    /// <summary>Reads an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <param name="mask">Takes secrets out of its texts, before they are cut; null for none.</param>
    public static object Of(CallToolResult answer, int most, SecretMask? mask)
    {
        var result = new ToolResult(most, mask);
        foreach (var block in answer.Content)
            result.AddIfWhole(block);
        // Servers say the same in words besides; those that do not have said it here alone.
        if (answer.Content.Count == 0 && answer.StructuredContent is { } structured)
            result.AddText(structured.GetRawText());
        return result.Build();
    }

    /// <summary>An answer, which is none where its content, or a part of it, is null: the protocol's reader lets that pass.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static CallToolResult Whole(CallToolResult answer) =>
        answer.Content?.All(static block => block is not null) is true ? answer : throw new JsonException("its content, or a part of it, is null.");

    private object Build() => _parts.TrueForAll(static part => part is TextContent) ? string.Join('\n', _parts.Select(static part => ((TextContent)part).Text)) : _parts;

    /// <summary>Media whose data or type cannot be read are left out: the rest of the answer is still one.</summary>
    private void AddIfWhole(ContentBlock block)
    {
        try
        {
            Add(block);
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException)
        {
            Note($"left out: a part of the kind {block.Type} that is malformed and cannot be read");
        }
    }

    private void Add(ContentBlock block)
    {
        switch (block)
        {
            case TextContentBlock text:
                AddText(text.Text);
                break;
            case ImageContentBlock image:
                AddData(image.DecodedData, image.MimeType);
                break;
            case AudioContentBlock audio:
                AddData(audio.DecodedData, audio.MimeType);
                break;
            case EmbeddedResourceBlock { Resource: TextResourceContents text }:
                AddText(text.Text);
                break;
            case EmbeddedResourceBlock { Resource: BlobResourceContents blob }:
                AddData(blob.DecodedData, blob.MimeType ?? "application/octet-stream");
                break;
            case ResourceLinkBlock link:
                AddText($"{link.Name}: {link.Uri}");
                break;
            default:
                Note($"a part of the kind {block.Type} is left out");
                break;
        }
    }

    private void AddText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = _mask?.Hide(text) ?? text;
        var size = Encoding.UTF8.GetByteCount(text);
        if (size <= _left)
        {
            _left -= size;
            _parts.Add(new TextContent(text));
            return;
        }
        var kept = Begin(text, _left);
        _left = 0;
        if (kept.Length > 0)
            _parts.Add(new TextContent(kept));
        Note(string.Create(CultureInfo.InvariantCulture, $"cut: {Encoding.UTF8.GetByteCount(kept)} of {size} bytes, since results of this server may have {_most} bytes"));
    }

    /// <summary>Half of an image is none.</summary>
    private void AddData(ReadOnlyMemory<byte> data, string mediaType)
    {
        if (data.Length > _left)
        {
            Note(string.Create(CultureInfo.InvariantCulture, $"left out: {mediaType} of {data.Length} bytes, since results of this server may have {_most} bytes"));
            return;
        }
        _parts.Add(new DataContent(data, mediaType));
        _left -= data.Length;
    }

    private void Note(string text) => _parts.Add(new TextContent($"[{text}]"));

    /// <summary>As much of a text as fits, without half of a character.</summary>
    private static string Begin(string text, int most)
    {
        var size = 0;
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            size += rune.Utf8SequenceLength;
            if (size > most)
                break;
            end += rune.Utf16SequenceLength;
        }
        return text[..end];
    }
}
