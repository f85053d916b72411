using System.Text;
using Microsoft.Extensions.AI;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Extensions.AI.Content;

/// <summary>
/// What the types of the abstractions cannot say of a part (who signed it, withheld thoughts, members of one dialect), as a text that rides along with the content. It outlives streams that are folded and histories that are stored as JSON, which the raw representation does not.
/// </summary>
internal static class ProtectedParts
{
    /// <summary>The additional property of a content that holds its part.</summary>
    public const string Property = "parley.part";

    private static readonly IChatCodec Plain = KnownDialects.Find(DialectNames.Parley)!.Chat;

    /// <summary>Whether a part has anything to protect besides what it says.</summary>
    public static bool IsNeeded(Part part) => part.Signature is not null || part.Extras is not null || part is ReasoningPart { RedactedData.IsEmpty: false };

    /// <summary>The text of a thought's, without what is shown of it.</summary>
    public static string? Of(ReasoningPart thought) => IsNeeded(thought) ? Write(thought with { Text = default }) : null;

    /// <summary>A content that shows nothing and protects what hangs on the text before it; null where nothing does.</summary>
    public static TextReasoningContent? Behind(TextPart text) =>
        IsNeeded(text) ? new TextReasoningContent("") { ProtectedData = Write(new TextPart(default) { Signature = text.Signature, Extras = text.Extras }) } : null;

    /// <summary>Puts a part beside its content.</summary>
    public static TContent With<TContent>(this TContent content, Part part)
        where TContent : AIContent
    {
        (content.AdditionalProperties ??= [])[Property] = Write(part);
        return content;
    }

    /// <summary>The part that rides beside a content; null when there is none.</summary>
    public static Part? In(AIContent content) =>
        content.AdditionalProperties is { } properties && properties.TryGetValue(Property, out var value) && value?.ToString() is { } text ? Read(text) : null;

    /// <summary>The part of a protected text; null for a text that another client protected.</summary>
    public static Part? Read(string text)
    {
        if (!text.StartsWith('{'))
            return null;
        try
        {
            var request = Plain.ReadRequest(new WireRequest("", "", WireHeaders.None, Encoding.UTF8.GetBytes(text)));
            return request.Messages is [{ Parts: [var part] }] ? part : null;
        }
        catch (WireFormatException)
        {
            // JSON of somebody else's.
            return null;
        }
    }

    /// <summary>A part as a text: as the one part of a conversation in Parley's own dialect, which leaves nothing out.</summary>
    public static string Write(Part part)
    {
        using var buffer = new PooledBufferWriter(256);
        Plain.WriteRequest(new ChatRequest { Model = "parley", Messages = [new Message(Role.Assistant, [part])] }, WireProfile.Default, new ConversionLog(), new WireRequestWriter(buffer));
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
