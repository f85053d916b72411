using System.Text;
using System.Text.Json.Nodes;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Providers.Rest;

/// <summary>What a chat gives for the placeholders of a template.</summary>
internal sealed class RestValues
{
    private static readonly string[] Own = ["model", "prompt", "system", "messages", "stream", "stop"];
    private readonly ChatRequest _chat;
    private readonly ConversionLog _log;
    private readonly List<(string Role, string Text)> _turns = [];
    private readonly string _system = "";
    private readonly bool _streams;

    /// <summary>Reads the conversation.</summary>
    /// <param name="chat">What is asked.</param>
    /// <param name="streams">Whether a stream is asked for.</param>
    /// <param name="systemApart">Whether system prompts have a place of their own.</param>
    /// <param name="log">Takes what is lost.</param>
    public RestValues(ChatRequest chat, bool streams, bool systemApart, ConversionLog log)
    {
        (_chat, _streams, _log) = (chat, streams, log);
        for (var i = 0; i < chat.Messages.Count; i++)
        {
            var message = chat.Messages[i];
            var text = TextOf(message, $"messages[{i}]");
            if (message.Role is Role.System or Role.Developer && systemApart)
                _system = _system.Length == 0 ? text : $"{_system}\n\n{text}";
            else if (text.Length > 0)
                _turns.Add((message.Role switch { Role.Assistant => "assistant", Role.System or Role.Developer => "system", _ => "user" }, text));
        }
    }

    /// <summary>Whether there is a placeholder of a name.</summary>
    public static bool IsKnown(string name) => Own.Contains(name) || ChatParameter.Find(name) is not null;

    /// <summary>The value of a placeholder; null when the chat says nothing of it, or there is none of that name.</summary>
    public JsonNode? Find(string name) => name switch
    {
        "model" => _chat.Model,
        "prompt" => Prompt(),
        "system" => _system.Length > 0 ? _system : null,
        "messages" => new JsonArray([.. _turns.Select(static turn => new JsonObject { ["role"] = turn.Role, ["content"] = turn.Text })]),
        "stream" => _streams,
        "stop" => _chat.StopSequences.Count > 0 ? new JsonArray([.. _chat.StopSequences.Select(static text => (JsonNode)text.ToString())]) : null,
        _ => ChatParameter.Find(name)?.Read(_chat) is { } value ? Typed(value) : null,
    };

    /// <summary>Records what the chat says and the template has no place for.</summary>
    public void RecordUnused(IReadOnlySet<string> used)
    {
        foreach (var (name, parameter) in ChatParameter.All)
        {
            if (parameter.Read(_chat) is not { } value || used.Contains(name) || (name == "max_tokens" && (used.Contains("max_completion_tokens") || used.Contains("max_output_tokens"))))
                continue;
            if (name is "tools" or "response_format")
                _log.DroppedContent(name, value);
            else if (name != "reasoning" || !used.Contains("reasoning_effort"))
                _log.Dropped(name, value);
        }
        _chat.Extras.Record(_log, "");
        foreach (var (name, value) in _chat.DialectHeaders)
            _log.Dropped(name, value);
    }

    private static JsonNode Typed(string value) =>
        long.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var whole) ? whole : ChatParameter.Number(value) is { } number ? number : bool.TryParse(value, out var flag) ? flag : value;

    /// <summary>The one text of the user; of a longer conversation all turns, each behind its speaker, as models for plain text were taught.</summary>
    private string Prompt()
    {
        if (_turns is [{ Role: "user", Text: var only }])
            return only;
        var prompt = new StringBuilder();
        foreach (var (role, text) in _turns)
            prompt.Append(role == "assistant" ? "Assistant: " : role == "user" ? "User: " : "").Append(text).Append("\n\n");
        return prompt.Append("Assistant:").ToString();
    }

    private string TextOf(Message message, string place)
    {
        var text = new StringBuilder();
        for (var i = 0; i < message.Parts.Count; i++)
            Append(message.Parts[i], text, $"{place}.content[{i}]");
        return text.ToString();
    }

    private void Append(Part part, StringBuilder text, string place)
    {
        switch (part)
        {
            case TextPart plain:
                text.Append(text.Length > 0 ? "\n" : "").Append(plain.Text.ToString());
                break;
            case RefusalPart refusal:
                text.Append(refusal.Text.ToString());
                break;
            case ToolResultPart result:
                _log.Emulated(place, "tool_result", "text");
                for (var i = 0; i < result.Content.Count; i++)
                    Append(result.Content[i], text, $"{place}.content[{i}]");
                break;
            case ReasoningPart:
                _log.Dropped(place, "reasoning");
                break;
            default:
                _log.DroppedContent(place, part.GetType().Name.Replace("Part", "", StringComparison.Ordinal));
                break;
        }
    }
}
