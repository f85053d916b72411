using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes a completion request for an upstream. A caller of the operation finds its members as they were; of a conversation only the texts fit into a prompt.</summary>
internal sealed class CompletionRequestWriter
{
    private const string StreamOption = "stream_options.";

    private static readonly JsonText Paragraph = "\n\n";

    private readonly ChatRequest _request;
    private readonly RequestWriting _writing;

    private CompletionRequestWriter(ChatRequest request, WireProfile profile, ConversionLog log, Utf8JsonWriter json)
    {
        _request = request;
        // Here the members of a completion are the dialect's own, and log probabilities are a number.
        var sampling = request.Sampling with { Logprobs = null, TopLogprobs = null };
        _writing = new RequestWriting(request with { Sampling = sampling, Dialect = IsOwn ? Names.Dialect : request.Dialect }, profile, log, json);
    }

    private bool IsOwn => _request is { Dialect: CompletionNames.Dialect, Extras: not null };

    /// <summary>Writes the whole body.</summary>
    public static void Write(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        json.WriteStartObject();
        if (request.Model.Length > 0)
            json.WriteString("model"u8, request.Model);
        new CompletionRequestWriter(request, profile, log, json).WriteMembers(json);
        json.WriteEndObject();
    }

    private void WriteMembers(Utf8JsonWriter json)
    {
        WritePrompt(json);
        if (_request.MaxTokens is { } limit)
            json.WriteNumber("max_tokens"u8, limit);
        WriteStops(json);
        SamplingWriter.Write(_writing);
        if (_request.Sampling.Logprobs == true)
            json.WriteNumber("logprobs"u8, _request.Sampling.TopLogprobs ?? 0);
        if (_request.User is not null && !_writing.Profile.RejectsUnknownMembers)
            json.WriteString("user"u8, _request.User);
        else if (_request.User is not null)
            _writing.Log.Dropped("user", _request.User);
        WriteStream(json);
        WriteExtras(json);
        if (!IsOwn)
            RecordLosses();
    }

    private void WritePrompt(Utf8JsonWriter json)
    {
        if (SpellingOf(CompletionNames.Prompt) is not { IsAbsent: false } prompt)
            prompt = default;
        if (!prompt.IsAbsent && Says(prompt))
            prompt.WriteMember(json, "prompt"u8);
        else if (prompt.Kind == JsonValueKind.Array && _request.Messages.Count > 1)
            WriteTexts(json);
        else if (_request.Messages.Count > 0)
            Joined().WriteMember(json, "prompt"u8);
        foreach (var name in (ReadOnlySpan<string>)[CompletionNames.Echo, CompletionNames.BestOf, CompletionNames.LogitBias])
            WriteSpelling(json, name);
    }

    private void WriteSpelling(Utf8JsonWriter json, string name)
    {
        if (SpellingOf(name) is not { IsAbsent: false } value)
            return;
        json.WritePropertyName(name);
        value.WriteValue(json);
    }

    /// <summary>Whether the conversation is still what the prompt says: steps may have changed it since it was read.</summary>
    private bool Says(RawJson prompt)
    {
        var texts = CompletionPrompt.Read(prompt).Texts;
        if (texts.Count != _request.Messages.Count)
            return false;
        for (var i = 0; i < texts.Count; i++)
        {
            if (_request.Messages[i].Parts is not [TextPart { Text: var text }] || text != texts[i])
                return false;
        }
        return true;
    }

    /// <summary>Several prompts, each of which is answered.</summary>
    private void WriteTexts(Utf8JsonWriter json)
    {
        json.WriteStartArray("prompt"u8);
        foreach (var message in _request.Messages)
            JoinedText.Of([.. message.Parts.OfType<TextPart>().Select(static part => part.Text)]).WriteValue(json);
        json.WriteEndArray();
    }

    private JsonText Joined()
    {
        var texts = new List<JsonText>();
        for (var i = 0; i < _request.Messages.Count; i++)
        {
            foreach (var part in _request.Messages[i].Parts)
            {
                if (part is not TextPart { Text: var text })
                    _writing.Log.DroppedContent($"messages[{i}]");
                else if (!text.IsEmpty)
                    texts.AddRange(texts.Count == 0 ? [text] : [Paragraph, text]);
            }
        }
        return JoinedText.Of(texts);
    }

    private void WriteStops(Utf8JsonWriter json)
    {
        if (_request.StopSequences.Count == 0)
            return;
        if (_request.StopSequences.Count == 1 && !SpellingOf(Spelling.BareStop).IsAbsent)
        {
            _request.StopSequences[0].WriteMember(json, "stop"u8);
            return;
        }
        json.WriteStartArray("stop"u8);
        foreach (var stop in _request.StopSequences)
            stop.WriteValue(json);
        json.WriteEndArray();
    }

    private void WriteStream(Utf8JsonWriter json)
    {
        if (_request.Stream || !SpellingOf(Spelling.NotStreaming).IsAbsent)
            json.WriteBoolean("stream"u8, _request.Stream);
        if (!_request.Stream)
            return;
        if (!_writing.Profile.StreamOptions)
            return;
        json.WriteStartObject("stream_options"u8);
        json.WriteBoolean("include_usage"u8, true);
        foreach (var (name, value) in IsOwn ? _request.Extras!.Members : [])
        {
            if (!name.StartsWith(StreamOption, StringComparison.Ordinal))
                continue;
            json.WritePropertyName(name.AsSpan(StreamOption.Length));
            value.WriteValue(json);
        }
        json.WriteEndObject();
    }

    private void WriteExtras(Utf8JsonWriter json)
    {
        if (!IsOwn)
            _request.Extras.Record(_writing.Log, "");
        foreach (var (name, value) in IsOwn ? _request.WithOneLimit(_writing.Log)!.Members : [])
        {
            if (name.StartsWith(StreamOption, StringComparison.Ordinal))
                continue;
            if (_writing.Profile.RejectsUnknownMembers && name is not (CompletionNames.Suffix or "min_tokens" or "metadata"))
            {
                _writing.Log.Dropped(name, value);
                continue;
            }
            json.WritePropertyName(name);
            value.WriteValue(json);
        }
    }

    private RawJson SpellingOf(string name) => _request.Extras is { Dialect: CompletionNames.Dialect } extras ? extras.Spelling(name) : default;

    private void RecordLosses()
    {
        foreach (var tool in _request.Tools)
            _writing.Log.DroppedContent("tools", tool.Name);
        if (_request.ResponseFormat is { Kind: not ResponseFormatKind.Text } format)
            _writing.Log.DroppedContent("response_format", format.Kind.ToString());
        if (_request.Reasoning is not null)
            _writing.Log.Dropped("reasoning");
        if (!_request.Metadata.IsAbsent)
            _writing.Log.Dropped("metadata", _request.Metadata);
        if (_request.ServiceTier is { } tier)
            _writing.Log.Dropped("service_tier", tier);
    }
}
