using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// The members that every chunk repeats: id, model, time and those that the conversation does not know. Reported when they are new; Azure's first chunk has none of the former, so the start waits for a choice.
/// </summary>
internal sealed class StreamHead
{
    private readonly RepeatedMembers _repeated = new();
    private readonly SourceReader _sources = new();
    private bool _hasStarted;
    private string? _toldTier;
    private string? _model;
    private long? _created;
    private Extras? _fresh;

    /// <summary>The reply's id; empty until it is known.</summary>
    public string? Id { get; private set; }

    /// <summary>The tier, as it was said last.</summary>
    public string? ServiceTier { get; private set; }

    /// <summary>The usage of this chunk.</summary>
    public Usage? Usage { get; set; }

    /// <summary>Reads a member of the chunk.</summary>
    public void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data)
    {
        if (reader.ValueTextEquals("object"u8) || Padding.Is(ref reader))
            JsonRead.Skip(ref reader);
        else if (reader.ValueTextEquals("service_tier"u8))
            ReadTier(ref reader, data);
        else if (_hasStarted && IsHead(ref reader))
            JsonRead.Skip(ref reader);
        else if (reader.ValueTextEquals("id"u8))
            Id = NotEmpty(Loose.String(ref reader, data)) ?? Id;
        else if (reader.ValueTextEquals("model"u8))
            _model = NotEmpty(Loose.String(ref reader, data)) ?? _model;
        else if (reader.ValueTextEquals("created"u8))
            _created = Loose.Int64(ref reader) is > 0 and var created ? created : _created;
        else
            ReadUnknown(ref reader, data);
    }

    /// <summary>Reports the start once a choice is there, afterwards what is new.</summary>
    public void Report(bool hasChoice, List<ChatEvent> events)
    {
        if (!_hasStarted && hasChoice)
        {
            _hasStarted = true;
            Tell(events, _fresh);
            _fresh = null;
        }
        else if (_hasStarted && _fresh is not null)
        {
            events.Add(ChatEvent.Of(ChatEventKind.ReplyExtras, _fresh));
            _fresh = null;
        }
        else if (_fresh is not null)
        {
            _fresh = _fresh.Detach();
        }
        // Groq and OpenRouter say it at the end alone.
        if (_hasStarted && _toldTier != ServiceTier)
            Tell(events, extras: null);
    }

    private void Tell(List<ChatEvent> events, Extras? extras)
    {
        _toldTier = ServiceTier;
        events.Add(ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Id = Id, Model = _model, Created = _created, ServiceTier = ServiceTier, Dialect = Names.Dialect, Extras = extras }));
    }

    /// <summary>The usage of this chunk, once.</summary>
    public Usage? TakeUsage()
    {
        var usage = Usage?.ServedAs(ServiceTiers.Of(ServiceTier));
        Usage = null;
        return usage;
    }

    /// <summary>Perplexity's sources, which every chunk repeats.</summary>
    public IReadOnlyList<Citation> Citations()
    {
        _sources.Take("citations", _repeated["citations"]);
        _sources.Take("search_results", _repeated["search_results"]);
        return _sources.Citations();
    }

    private static bool IsHead(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("model"u8) || reader.ValueTextEquals("created"u8);

    /// <summary>Every chunk repeats it, so that it is copied once.</summary>
    private void ReadTier(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data)
    {
        var ahead = reader;
        ahead.Read();
        if (ServiceTier is not null && ahead.TokenType == JsonTokenType.String && ahead.ValueTextEquals(ServiceTier))
            JsonRead.Skip(ref reader);
        else
            ServiceTier = Loose.String(ref reader, data) ?? ServiceTier;
    }

    private void ReadUnknown(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data)
    {
        if (reader.ValueTextEquals("x_groq"u8) && Usage is null)
            ReadGroqUsage(reader, data);
        _repeated.KeepNew(ref reader, data, ref _fresh);
    }

    /// <summary>Groq says the usage here where it was not asked for. The reader is a copy.</summary>
    private void ReadGroqUsage(Utf8JsonReader reader, ReadOnlyMemory<byte> data)
    {
        if (!Loose.BeginObject(ref reader))
            return;
        while (JsonRead.NextMember(ref reader))
        {
            if (!reader.ValueTextEquals("usage"u8))
                JsonRead.Skip(ref reader);
            else if (Loose.Object(ref reader, data) is { IsAbsent: false } usage)
                Usage = UsageReader.Read(usage);
        }
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
