using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Tokens.Prompts;

/// <summary>Estimates how many tokens the prompt of a request has, where no provider counts them.</summary>
/// <remarks>
/// A provider puts the conversation into a template of its own, which nobody sees. The framing of messages is what OpenAI documents for its chat models
/// (the cookbook's "How to count tokens with tiktoken"): 3 tokens for each message and those of its role, 1 for a name and those of the name, and 3 that begin the answer.
/// Tools and schemas are counted as their JSON, media by <see cref="MediaTokens"/>. Ids, hints for the cache and extras reach no model and are not counted.
/// </remarks>
internal ref struct PromptTokens
{
    private const int PerMessage = 3;

    /// <summary>The word of every role is one token.</summary>
    private const int PerRole = 1;

    private const int PerName = 1;
    private const int ReplyPrimer = 3;

    private readonly Tokenizer _tokenizer;
    private readonly PooledBufferWriter _decoded;
    private long _total;

    private PromptTokens(Tokenizer tokenizer, PooledBufferWriter decoded)
    {
        _tokenizer = tokenizer;
        _decoded = decoded;
    }

    /// <summary>The estimate for a request, with the tokenizer of its model; never exact.</summary>
    public static TokenCount Count(ChatRequest request)
    {
        using var decoded = new PooledBufferWriter();
        var prompt = new PromptTokens(Tokenizers.For(request.Model).Tokenizer, decoded) { _total = ReplyPrimer };
        foreach (var message in request.Messages)
            prompt.Add(message);
        foreach (var tool in request.Tools)
            prompt.Add(tool);
        if (request.ResponseFormat is { } format)
            prompt.Add(format);
        return TokenCount.Estimated(prompt._total);
    }

    private void Add(Message message)
    {
        _total += PerMessage + PerRole;
        if (message.Name is { } name)
        {
            _total += PerName;
            Add(name);
        }
        Add(message.Parts);
    }

    private void Add(IReadOnlyList<Part> parts)
    {
        for (var i = 0; i < parts.Count; i++)
            Add(parts[i]);
    }

    private void Add(Part part)
    {
        switch (part)
        {
            case TextPart text:
                Add(text.Text);
                break;
            case ReasoningPart thought:
                Add(thought.Text);
                _total += MediaTokens.OfHiddenText(thought.RedactedData);
                break;
            case RefusalPart refusal:
                Add(refusal.Text);
                break;
            case ToolCallPart call:
                Add(call.Name);
                Add(call.Arguments.AsText());
                break;
            case ToolResultPart result:
                Add(result);
                break;
            case MediaPart { Source: MediaSource.PlainText plain }:
                Add(plain.Text);
                break;
            case MediaPart media:
                _total += MediaTokens.Of(media);
                break;
            case OpaquePart opaque:
                Add(opaque.Json);
                break;
        }
    }

    private void Add(ToolResultPart result)
    {
        if (result.Content.Count == 0)
            Add(result.Json);
        else
            Add(result.Content);
    }

    private void Add(ToolSpec tool)
    {
        if (!tool.Native.IsAbsent)
        {
            Add(tool.Native);
            return;
        }
        Add(tool.Name);
        Add(tool.Description);
        Add(tool.Schema);
    }

    private void Add(ResponseFormat format)
    {
        if (format.Schema.IsAbsent)
            return;
        Add(format.Name);
        Add(format.Description);
        Add(format.Schema);
    }

    private void Add(RawJson json) => _total += _tokenizer.Count(json.Utf8.Span);

    private void Add(JsonText text)
    {
        if (!text.TryGetPlainUtf8(out var utf8))
        {
            _decoded.Reset();
            text.WriteDecoded(_decoded);
            utf8 = _decoded.WrittenSpan;
        }
        _total += _tokenizer.Count(utf8);
    }
}
