using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes an image that a model made, in the form that OpenRouter, Vercel and LiteLLM share; OpenAI's chat itself has none.</summary>
internal static class ImageWriter
{
    /// <summary>Whether the medium is an image whose bytes or address are known.</summary>
    public static bool CanWrite(MediaPart media) => media is { Kind: MediaKind.Image, Source: MediaSource.Base64 or MediaSource.Url };

    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter json, MediaPart image)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "image_url"u8);
        json.WriteStartObject("image_url"u8);
        if (image.Source is MediaSource.Base64 inline)
            DataUrl.Write(json, "url", image.MediaType ?? "image/png", inline.Data);
        else if (image.Source is MediaSource.Url url)
            json.WriteString("url"u8, url.Address);
        if (image.Detail is not null)
            json.WriteString("detail"u8, image.Detail);
        image.Extras.WriteInner(json, "image_url");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
