using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>Where a medium's bytes are.</summary>
public abstract record MediaSource
{
    private MediaSource()
    {
    }

    /// <summary>The bytes themselves in base64. A <c>data:</c> URL is read as this, never as <see cref="Url"/>.</summary>
    /// <param name="Data">The base64 text, still a slice of the body: megabytes are not copied to be translated.</param>
    public sealed record Base64(JsonText Data) : MediaSource;

    /// <summary>An address that the provider fetches.</summary>
    /// <param name="Address">The URL.</param>
    public sealed record Url(string Address) : MediaSource;

    /// <summary>A file that was uploaded to one provider before; no other provider knows the id.</summary>
    /// <param name="Dialect">The dialect that the id belongs to.</param>
    /// <param name="Id">The id.</param>
    public sealed record FileId(string Dialect, string Id) : MediaSource;

    /// <summary>Plain text as a document (Anthropic's <c>text</c> source).</summary>
    /// <param name="Text">The text.</param>
    public sealed record PlainText(JsonText Text) : MediaSource;
}
