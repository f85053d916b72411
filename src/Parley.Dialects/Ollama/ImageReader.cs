using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Reads <c>images</c>: a list of bare base64 texts.</summary>
internal static class ImageReader
{
    /// <summary>Reads the list behind the name.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<Part> images, out bool isEmptyList)
    {
        isEmptyList = JsonRead.BeginArray(ref reader, body);
        if (!isEmptyList)
            return;
        while (JsonRead.NextElement(ref reader))
        {
            isEmptyList = false;
            var data = JsonDemand.Base64Here(ref reader, body);
            images.Add(new MediaPart(MediaKind.Image, new MediaSource.Base64(data)) { MediaType = ImageScan.MediaTypeOf(data) });
        }
    }
}
