using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads a completion request of a caller: its prompt is what the one user says. One for each request.</summary>
internal sealed class CompletionRequestReader
{
    private SamplingReader _sampling;
    private string _model = "";
    private CompletionPrompt _prompt;
    private RawJson _echo;
    private int? _logprobs;
    private bool? _stream;
    private bool _includeUsage;
    private TokenLimits _limits;
    private List<JsonText>? _stop;
    private string? _user;
    private Extras? _extras = new(CompletionNames.Dialect);

    /// <summary>Reads a whole body.</summary>
    public static ChatRequest Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref reader, body) =>
    {
        var request = new CompletionRequestReader();
        while (JsonRead.NextMember(ref reader))
            request.ReadMember(ref reader, body);
        return request.Build();
    });

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("model"u8))
            _model = JsonRead.String(ref reader, body) ?? "";
        else if (reader.ValueTextEquals("prompt"u8))
            _prompt = CompletionPrompt.Read(JsonRead.Raw(ref reader, body));
        else if (reader.ValueTextEquals("echo"u8))
            _echo = JsonRead.Raw(ref reader, body);
        else if (reader.ValueTextEquals("logprobs"u8))
            _logprobs = JsonDemand.Int32(ref reader, body, 0, 5);
        else if (reader.ValueTextEquals("max_tokens"u8))
            _limits.Older = SharedMembers.ReadLimit(ref reader, body, 0, ref _extras);
        else if (reader.ValueTextEquals("max_completion_tokens"u8))
            _limits.Newer = SharedMembers.ReadLimit(ref reader, body, 0, ref _extras);
        else if (reader.ValueTextEquals("stop"u8))
            _stop = SharedMembers.ReadStop(ref reader, body, ref _extras) ?? _stop;
        else if (reader.ValueTextEquals("user"u8))
            _user = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("stream"u8))
            _stream = JsonRead.Boolean(ref reader, body);
        else if (reader.ValueTextEquals("stream_options"u8))
            _includeUsage = SharedMembers.ReadIncludeUsage(ref reader, body, ref _extras);
        else if (!_sampling.TryRead(ref reader, body, ref _extras))
            ReadOwn(ref reader, body);
    }

    /// <summary>One answer out of one says nothing.</summary>
    private void ReadOwn(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var isBestOf = reader.ValueTextEquals("best_of"u8);
        var name = reader.GetString() ?? "";
        var value = JsonRead.Raw(ref reader, body);
        if (isBestOf && value.Utf8.Span.SequenceEqual("1"u8))
            _extras!.AddSpelling(name, value);
        else if (!value.IsAbsent)
            _extras!.Add(name, value);
    }

    private ChatRequest Build()
    {
        if (!_prompt.Value.IsAbsent)
            _extras!.AddSpelling(CompletionNames.Prompt, _prompt.Value);
        if (_stream == false)
            ExtraMembers.Note(ref _extras, Spelling.NotStreaming);
        _limits.KeepOther(CompletionNames.Dialect, ref _extras);
        // What Parley does not echo itself the upstream must.
        if (_echo.Kind == JsonValueKind.True && (_logprobs is not null || !_prompt.IsOneText))
            _extras!.AddSpelling(CompletionNames.Echo, _echo);
        return new ChatRequest
        {
            Model = _model,
            Messages = Messages(),
            Stream = _stream == true,
            StreamOptions = _includeUsage ? new StreamOptions(IncludeUsage: true) : StreamOptions.None,
            MaxTokens = _limits.One,
            Sampling = Sampled(),
            StopSequences = _stop ?? (IReadOnlyList<JsonText>)[],
            User = _user,
            Dialect = CompletionNames.Dialect,
            Extras = _extras,
        };
    }

    private List<Message> Messages()
    {
        var messages = new List<Message>(1);
        foreach (var text in _prompt.Texts ?? [])
            messages.Add(new Message(Role.User, [new TextPart(text) { IsBare = true }]));
        return messages;
    }

    /// <summary>LangChain sends a bias of nothing with every request.</summary>
    private Sampling Sampled()
    {
        var sampling = _sampling.Build();
        if (sampling.LogitBias.Kind == JsonValueKind.Object && sampling.LogitBias.Utf8.Span[1..^1].Trim(" \t\r\n"u8).IsEmpty)
        {
            _extras!.AddSpelling(CompletionNames.LogitBias, sampling.LogitBias);
            sampling = sampling with { LogitBias = default };
        }
        return _logprobs is null ? sampling : sampling with { Logprobs = true, TopLogprobs = _logprobs };
    }
}
