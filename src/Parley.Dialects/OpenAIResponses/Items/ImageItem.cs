using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>An item of the type <c>image_generation_call</c>, with which an answer shows an image.</summary>
internal static class ImageItem
{
    /// <summary>Reads the item; null when it shows nothing yet. It stays beside the image, to be written as it was.</summary>
    public static MediaPart? Read(RawJson item)
    {
        var result = default(JsonText);
        var format = "png";
        var members = new JsonMembers(item.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("result"u8) && value.Kind == JsonValueKind.String)
                result = value.AsText();
            else if (name.SequenceEqual("output_format"u8) && value.Kind == JsonValueKind.String)
                format = value.AsText().ToString();
        }
        if (result.IsEmpty)
            return null;
        var extras = new Extras(Names.Dialect);
        extras.AddSpelling(Spelling.Image, item);
        MediaSource source = DataUrl.IsAddress(result) ? new MediaSource.Url(result.ToString()) : new MediaSource.Base64(result);
        return new MediaPart(MediaKind.Image, source) { MediaType = $"image/{format}", Extras = extras };
    }

    /// <summary>Whether the medium can be shown so.</summary>
    public static bool CanWrite(MediaPart media) => media.Extras.Spells(Spelling.Image) || media is { Kind: MediaKind.Image, Source: MediaSource.Base64 or MediaSource.Url };

    /// <summary>Writes the members of an image that another dialect made.</summary>
    public static void Write(Utf8JsonWriter json, MediaPart media)
    {
        if (media.MediaType is { } type && type.StartsWith("image/", StringComparison.Ordinal))
            json.WriteString("output_format"u8, type["image/".Length..]);
        if (media.Source is MediaSource.Base64 inline)
            inline.Data.WriteMember(json, "result"u8);
        else if (media.Source is MediaSource.Url url)
            json.WriteString("result"u8, url.Address);
    }
}
