using System.Text;
using System.Text.Json;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Pipeline.Guards;

/// <summary>One text of an answer on its way to the caller, however it is cut into pieces: what is not to be seen is taken out, and what was taken out of the request is put back. Holds back what cannot be decided yet.</summary>
/// <param name="policy">What is looked for.</param>
/// <param name="placeholders">What stands for what.</param>
/// <param name="report">Takes what is found.</param>
/// <param name="place">Where it stands.</param>
internal sealed class OutputText(GuardPolicy policy, Placeholders placeholders, GuardReport report, string place)
{
    private readonly bool _hasOwn = policy.Output.Any(static detector => detector.IsOwn);
    private string _raw = "";
    private int _context;
    private string _held = "";

    /// <summary>Whether the text is JSON, so that what is put back is written as the inside of a string of it.</summary>
    public bool IsJson { get; init; }

    /// <summary>Whether anything was changed.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Why the answer may not go on; null where it may.</summary>
    public Fault? Fault { get; private set; }

    /// <summary>Takes a piece and gives what of the text can be shown by now.</summary>
    public string Add(string piece) => Restore(policy.Output.IsEmpty ? piece : Redact(piece, isEnd: false), isEnd: false);

    /// <summary>The text ends: gives the rest of it.</summary>
    public string End() => Restore(policy.Output.IsEmpty ? "" : Redact("", isEnd: true), isEnd: true);

    private string Redact(string piece, bool isEnd)
    {
        var text = _raw + piece;
        var decided = isEnd ? text.Length : Decided(text);
        if (decided <= _context)
        {
            _raw = text;
            return "";
        }
        var output = new StringBuilder(decided);
        var copied = _context;
        foreach (var (where, detector) in Finding.All(policy.Output, text, _context))
        {
            if (where.End > decided)
            {
                decided = Math.Min(decided, where.Start);
                break;
            }
            report.Tell(detector.Name, detector.Action, place);
            if (detector.Action == GuardAction.Block)
            {
                Fault = GuardReport.Refusal($"the answer holds {detector.Name}", place);
                return "";
            }
            if (detector.Action == GuardAction.Warn)
                continue;
            output.Append(text, copied, where.Start - copied).Append(placeholders.For(detector, text.Substring(where.Start, where.Length), isReversible: false));
            copied = where.End;
            IsChanged = true;
        }
        if (decided > copied)
            output.Append(text, copied, decided - copied);
        Keep(text, Math.Max(decided, copied));
        return output.ToString();
    }

    private int Decided(string text)
    {
        var decided = Window.DecidedLength(text.AsSpan(0, _hasOwn ? Math.Max(0, text.Length - Window.OfOwn) : text.Length));
        return text.Length - decided > Window.Most ? text.Length : decided;
    }

    /// <summary>Keeps what is not decided, and one character before it, which says whether a word begins there.</summary>
    private void Keep(string text, int decided)
    {
        _context = Math.Min(1, decided);
        _raw = text[(decided - _context)..];
    }

    private string Restore(string piece, bool isEnd)
    {
        if (!placeholders.AnyReversible)
            return piece;
        var text = _held + piece;
        _held = "";
        var output = new StringBuilder(text.Length);
        var copied = 0;
        for (var open = text.IndexOf('['); open >= 0; open = text.IndexOf('[', copied))
        {
            output.Append(text, copied, open - copied);
            var rest = text.AsSpan(open);
            if (placeholders.At(rest) is var (placeholder, original))
            {
                output.Append(IsJson ? JsonEncodedText.Encode(original, JsonWire.Encoder).ToString() : original);
                copied = open + placeholder.Length;
                IsChanged = true;
                continue;
            }
            copied = open;
            if (!isEnd && placeholders.IsBeginning(rest))
            {
                _held = text[open..];
                return output.ToString();
            }
            output.Append('[');
            copied++;
        }
        return copied == 0 ? text : output.Append(text, copied, text.Length - copied).ToString();
    }
}
