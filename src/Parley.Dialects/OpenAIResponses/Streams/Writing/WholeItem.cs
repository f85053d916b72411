using System.Buffers;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>An item that comes in one piece: one of the provider's own tools, an image.</summary>
internal sealed class WholeItem(ItemStream stream, int index, Part part) : OpenItem(stream, index)
{
    protected override Extras? Extras => part.Extras;

    protected override string Prefix => "ig";

    /// <summary>Whether a part has a form as an item.</summary>
    public static bool CanWrite(Part part) => part is OpaquePart { Dialect: Names.Dialect } || part is MediaPart media && ImageItem.CanWrite(media);

    protected override void EndContent(string status, IBufferWriter<byte> output)
    {
    }

    protected override void Write(ItemScope scope, ItemPlace place, bool isDone) => ItemWriter.TryWrite(scope, part, place);
}
