using System.Text;
using Parley.Dialects.Conversation;

namespace Parley.Pipeline.Guards;

/// <summary>The arguments of one call of a tool on their way to the caller: JSON, cut anywhere. What was taken out of the request is put back as they come, with the escapes that JSON needs; where something is looked for in answers, they are held back until they are whole.</summary>
internal sealed class CallText(GuardPolicy policy, Placeholders placeholders, GuardReport report, string place, bool isCustom)
{
    private readonly StringBuilder? _whole = policy.Output.IsEmpty || isCustom ? null : new StringBuilder();
    private readonly OutputText _text = new(policy, placeholders, report, place) { IsJson = !isCustom };
    private Fault? _fault;

    /// <summary>Why the answer may not go on; null where it may.</summary>
    public Fault? Fault => _fault ?? _text.Fault;

    public string Add(string piece)
    {
        if (_whole is null)
            return _text.Add(piece);
        _whole.Append(piece);
        return "";
    }

    public string End() => _whole is null ? _text.End() : ConversationTexts.Arguments(_whole.ToString(), Changed);

    private string Changed(string text)
    {
        var one = new OutputText(policy, placeholders, report, place);
        var now = one.Add(text) + one.End();
        _fault ??= one.Fault;
        return one.IsChanged ? now : text;
    }
}
