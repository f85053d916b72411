using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads the three ways to say how much to think: <c>reasoning_effort</c>, <c>reasoning</c> (OpenRouter), <c>thinking</c> (DeepSeek, z.ai).</summary>
internal struct ReasoningReader
{
    private ReasoningOptions? _options;
    private Extras? _own;

    /// <summary>What was read; null when nothing was said.</summary>
    public readonly ReasoningOptions? Build() => _options is null ? null : _options with { Extras = _own };

    /// <summary>Reads the member whose name the reader stands on, if it is one of the three. Values of other types stay in <paramref name="extras"/>.</summary>
    public bool TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (reader.ValueTextEquals("reasoning_effort"u8))
        {
            if (JsonRead.String(ref reader, body) is { } effort)
                Take(Spelling.Effort, Options with { Effort = effort });
            return true;
        }
        var isObject = reader.ValueTextEquals("reasoning"u8) || reader.ValueTextEquals("thinking"u8);
        if (!isObject || !IsObjectNext(reader) || _own.Spells(Spelling.Reasoning) || _own.Spells(Spelling.Thinking))
            return false;
        if (reader.ValueTextEquals("reasoning"u8))
            ReadReasoning(ref reader, body);
        else
            ReadThinking(ref reader, body);
        return true;
    }

    private readonly ReasoningOptions Options => _options ?? new ReasoningOptions();

    private static bool IsObjectNext(Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.StartObject;

    private void ReadReasoning(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        var options = Options;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("effort"u8))
                options = options with { Effort = JsonRead.String(ref reader, body) };
            else if (reader.ValueTextEquals("max_tokens"u8))
                options = options with { BudgetTokens = JsonRead.Int32(ref reader, body) };
            else if (reader.ValueTextEquals("enabled"u8))
                options = options with { Enabled = JsonRead.Boolean(ref reader, body) };
            else if (reader.ValueTextEquals("exclude"u8))
                options = options with { IncludeThoughts = !JsonRead.Boolean(ref reader, body) };
            else
                ExtraMembers.KeepInner(ref reader, body, Spelling.Reasoning, ref _own);
        }
        Take(Spelling.Reasoning, options);
    }

    private void ReadThinking(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        var options = Options;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                options = options with { Enabled = IsOn(JsonRead.String(ref reader, body)) };
            else if (reader.ValueTextEquals("budget_tokens"u8))
                options = options with { BudgetTokens = JsonRead.Int32(ref reader, body) };
            else
                ExtraMembers.KeepInner(ref reader, body, Spelling.Thinking, ref _own);
        }
        Take(Spelling.Thinking, options);
    }

    private static bool? IsOn(string? type) => type switch
    {
        "enabled" or "adaptive" => true,
        "disabled" => false,
        _ => null,
    };

    private void Take(string spelling, ReasoningOptions options)
    {
        _options = options;
        ExtraMembers.Note(ref _own, spelling);
    }
}
