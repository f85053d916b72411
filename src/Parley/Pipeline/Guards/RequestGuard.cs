using System.Text;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;

namespace Parley.Pipeline.Guards;

/// <summary>Looks through one request.</summary>
internal sealed class RequestGuard(GuardPolicy policy, Placeholders placeholders, GuardReport report)
{
    private readonly GuardOptions _options = policy.Options;
    private Fault? _fault;
    private bool _isAsSaid;
    private int _message;
    private long _chars;
    private long _messageChars;

    /// <summary>The request as it may go on, or why it may not.</summary>
    public Rewritten<ChatRequest> Look(ChatRequest request)
    {
        if (request.Messages.Count > _options.MaxMessages)
            return GuardReport.Refusal($"it holds {request.Messages.Count} messages, and {_options.MaxMessages} are allowed", "messages");
        if (!policy.Input.IsEmpty)
            _ = new ConversationTexts(Keep, static () => true).Change(request);
        var looked = new ConversationTexts(Look, () => _isAsSaid).Change(request);
        return _fault is null ? looked : _fault;
    }

    /// <summary>What callers write is not to be taken for what stands for something.</summary>
    private string Keep(string text, TextPlace place)
    {
        placeholders.Keep(text);
        return text;
    }

    private string Look(string text, TextPlace place)
    {
        if (_fault is not null)
            return text;
        _isAsSaid = true;
        var plain = _options.StripInvisible || _options.Injection.Action is not null ? Invisible.Strip(text) : text;
        _fault = TooLong(text, place) ?? Injected(plain, place);
        if (_fault is not null)
            return text;
        if (_options.StripInvisible && !ReferenceEquals(plain, text))
        {
            report.Tell("invisible", GuardAction.Redact, place.ToString());
            (text, _isAsSaid) = (plain, false);
        }
        return policy.Input.IsEmpty ? text : Redacted(text, place);
    }

    private Fault? TooLong(string text, TextPlace place)
    {
        if (place.Message < 0)
            return null;
        if (place.Message != _message)
            (_message, _messageChars) = (place.Message, 0);
        _messageChars += text.Length;
        _chars += text.Length;
        if (_messageChars > _options.MaxMessageChars)
            return GuardReport.Refusal($"it has more than {_options.MaxMessageChars} characters", $"messages[{place.Message}]");
        return _chars > _options.MaxChars ? GuardReport.Refusal($"all of them have more than {_options.MaxChars} characters", "messages") : null;
    }

    private Fault? Injected(string text, TextPlace place)
    {
        if (_options.Injection.Action is not { } action || place.Role is not (Role.User or Role.Tool) || !policy.Injections.Any(expression => expression.IsMatch(text)))
            return null;
        report.Tell("injection", action, place.ToString());
        return action == GuardAction.Block ? GuardReport.Refusal("it would give the model other instructions", place.ToString()) : null;
    }

    private string Redacted(string text, TextPlace place)
    {
        var found = Finding.All(policy.Input, text);
        if (found.Count == 0)
            return text;
        var output = new StringBuilder(text.Length);
        var copied = 0;
        foreach (var (where, detector) in found)
        {
            report.Tell(detector.Name, detector.Action, place.ToString());
            if (detector.Action == GuardAction.Block)
            {
                _fault = GuardReport.Refusal($"it holds {detector.Name}", place.ToString());
                return text;
            }
            if (detector.Action == GuardAction.Warn)
                continue;
            var value = text.Substring(where.Start, where.Length);
            // A model that knows the value itself has signed it, and no placeholder.
            _isAsSaid &= detector.Action == GuardAction.Reversible && placeholders.Knows(detector, value);
            output.Append(text, copied, where.Start - copied).Append(placeholders.For(detector, value, detector.Action == GuardAction.Reversible));
            copied = where.End;
        }
        return copied == 0 ? text : output.Append(text, copied, text.Length - copied).ToString();
    }
}
