using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAICommon;

/// <summary>What a caller's <c>tools</c> say of the form of their calls. Most requests have functions alone, and nothing is read then.</summary>
/// <param name="ReadTool">Adds the forms of one tool.</param>
internal sealed record CallForms(CallForms.ToolForms ReadTool)
{
    /// <summary>Adds the forms of one tool under the names by which upstreams know it.</summary>
    public delegate void ToolForms(RawJson tool, Dictionary<string, CallForm> forms);

    /// <summary>The writer of a stream, which restores the calls where there is something to restore.</summary>
    public IChatEncoder Restoring(IChatEncoder encoder, StreamOptions asked, ConversionLog log) =>
        Of(asked) is { } forms ? new RestoringEncoder(encoder, new CallRestorer(forms, log)) : encoder;

    /// <summary>The reply with its calls restored.</summary>
    public ChatReply Restored(ChatReply reply, StreamOptions asked, ConversionLog log) => Of(asked) is { } forms ? CallRestorer.Restore(reply, forms, log) : reply;

    /// <summary>Whether a value of <c>tools</c> may hold a tool of another form than a function.</summary>
    public static bool MayHave(RawJson tools) => tools.Kind == JsonValueKind.Array
        && (JsonNames.Has(tools.Utf8.Span, "custom\""u8) || JsonNames.Has(tools.Utf8.Span, "namespace\""u8)
            || tools.Utf8.Span.IndexOf("shell\""u8) >= 0 || JsonNames.Has(tools.Utf8.Span, "apply_patch\""u8));

    private Dictionary<string, CallForm>? Of(StreamOptions asked)
    {
        if (asked.Echo is not { } echo || echo["tools"] is not { IsAbsent: false } tools || !MayHave(tools))
            return null;
        var forms = new Dictionary<string, CallForm>(StringComparer.Ordinal);
        ReadAll(tools, forms);
        return forms.Count > 0 ? forms : null;
    }

    /// <summary>Reads the tools of a list.</summary>
    public void ReadAll(RawJson tools, Dictionary<string, CallForm> forms)
    {
        var reader = tools.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            var tool = JsonScan.ReadRaw(ref reader, tools.Utf8);
            if (tool.Kind == JsonValueKind.Object)
                ReadTool(tool, forms);
        }
    }
}
