namespace Parley.Dialects.OpenAICommon;

/// <summary>A text that stands for a whole conversation: <c>input</c> of a response, <c>prompt</c> of a completion.</summary>
internal static class BareText
{
    /// <summary>The bytes of the message that it stands for, without the text itself: estimates are to be the same however the prompt is put.</summary>
    public static int BytesAround => """[{"role":"user","content":}]"""u8.Length;
}
