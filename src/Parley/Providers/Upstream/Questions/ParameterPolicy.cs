using System.Collections.Immutable;
using System.Text.Json;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>Applies a backend's rules over parameters to a chat. What they change is recorded like every other difference.</summary>
internal static class ParameterPolicy
{
    /// <summary>Whether a rule holds for a model, so that its requests must be read.</summary>
    public static bool Concerns(ImmutableArray<ParameterRule> rules, string model)
    {
        foreach (var rule in rules)
        {
            if (rule.IsFor(model))
                return true;
        }
        return false;
    }

    /// <summary>The chat after all rules; <paramref name="refused"/> is set when one of them rejects it.</summary>
    /// <param name="chat">What is asked.</param>
    /// <param name="attempt">Whom it is asked, and where differences are recorded.</param>
    /// <param name="dialect">The dialect in which it will be written.</param>
    /// <param name="refused">The refusal; null without one.</param>
    public static ChatRequest Apply(ChatRequest chat, Attempt attempt, string dialect, out Fault? refused)
    {
        refused = null;
        foreach (var rule in attempt.Target.Backend.Parameters)
        {
            if (!rule.IsFor(attempt.Target.Model))
                continue;
            var said = Read(chat, rule.Parameter);
            if (rule.Action == ParameterAction.Set)
                chat = Set(chat, rule, said, dialect, attempt.Log);
            else if (said is not null && rule.Action == ParameterAction.Reject)
                refused ??= Refusal(attempt, rule);
            else if (said is not null)
                chat = Change(chat, rule, said, dialect, attempt.Log);
        }
        return chat;
    }

    private static ChatRequest Change(ChatRequest chat, ParameterRule rule, string said, string dialect, ConversionLog log)
    {
        if (rule.Action == ParameterAction.Drop)
        {
            log.Dropped(rule.Parameter, said);
            return Write(chat, rule.Parameter, null, dialect, log);
        }
        if (rule.Action == ParameterAction.Rename)
        {
            log.Moved(rule.Parameter, rule.To!);
            return WithMember(Write(chat, rule.Parameter, null, dialect, log), rule.To!, said, dialect, log);
        }
        if (ChatParameter.Number(said) is not { } number)
            return chat;
        var within = Math.Max(Math.Min(number, rule.Most ?? number), rule.Least ?? double.MinValue);
        if (within == number)
            return chat;
        log.Clamped(rule.Parameter, said, ChatParameter.Text(within)!);
        return Write(chat, rule.Parameter, ChatParameter.Text(within), dialect, log);
    }

    private static ChatRequest Set(ChatRequest chat, ParameterRule rule, string? said, string dialect, ConversionLog log)
    {
        if (said is not null && said != rule.Value)
            log.Clamped(rule.Parameter, said, rule.Value!);
        return Write(chat, rule.Parameter, rule.Value, dialect, log);
    }

    private static string? Read(ChatRequest chat, string name) =>
        ChatParameter.Find(name) is { } known ? known.Read(chat) : chat.Extras?[name] is { IsAbsent: false } extra ? extra.ToString() : null;

    private static ChatRequest Write(ChatRequest chat, string name, string? value, string dialect, ConversionLog log) =>
        ChatParameter.Find(name) is { } known ? known.Write(chat, value) : value is null ? chat with { Extras = chat.Extras?.Without(name) } : WithMember(chat, name, value, dialect, log);

    /// <summary>The chat with a member that the conversation does not know, for the dialect in which it will be written. Members of other dialects, which would be lost there, are recorded now.</summary>
    private static ChatRequest WithMember(ChatRequest chat, string name, string value, string dialect, ConversionLog log)
    {
        var extras = chat.Extras is { } kept && kept.Dialect == dialect ? kept.Without(name) : null;
        if (extras is null)
            chat.Extras.Record(log, "");
        extras ??= new Extras(dialect);
        extras.Add(name, Json(value));
        return chat with { Extras = extras };
    }

    /// <summary>Numbers, true, false, null, lists and groups are what they look like; all else is a text.</summary>
    private static RawJson Json(string value)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            return RawJson.Parse(value);
        }
        catch (JsonException)
        {
            return RawJson.Parse($"\"{JsonEncodedText.Encode(value)}\"");
        }
    }

    private static Fault Refusal(Attempt attempt, ParameterRule rule) => new(FaultKind.Unsupported, $"{attempt.Target} does not take {rule.Parameter}.")
    {
        Code = "unsupported_parameter",
        Param = rule.Parameter,
        Backend = attempt.Target.Backend.Id,
    };
}
