using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Conversation.Folding;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>
/// Writes what stands around the blocks: <c>message_start</c> when the first content comes, so that it can tell the real usage if the upstream has said it by then;
/// <c>message_delta</c> once, at the very end, because usage may come after the finish; <c>message_stop</c>.
/// </summary>
internal sealed class EnvelopeWriter(EventWriter events, StreamOptions asked, ConversionLog log)
{
    private ReplyStart _start = new();
    private Finish _finish = new(FinishReason.Unknown);
    private Usage _first = Usage.Unknown;
    private Usage _usage = Usage.Unknown;
    private Extras? _extras;
    private bool _hasDelta;

    /// <summary>True once <c>message_start</c> is written.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>The dialect of the upstream, as far as it is known.</summary>
    public string Dialect => _start.Dialect;

    /// <summary>Keeps the head; of a later one what is new.</summary>
    public void Take(ReplyStart start) => _start = _start with
    {
        Id = start.Id ?? _start.Id,
        Model = start.Model ?? _start.Model,
        ServiceTier = start.ServiceTier ?? _start.ServiceTier,
        Dialect = start.Dialect,
        Extras = start.Extras?.Detach() ?? _start.Extras,
    };

    /// <summary>Keeps the usage; the last one counts.</summary>
    public void Take(Usage usage) => _usage = usage.Detach();

    /// <summary>Keeps unknown members of the end; of one name the last one counts.</summary>
    public void Take(Extras extras)
    {
        if (extras.Dialect == Names.Dialect)
            _extras = _extras.Merge(extras);
        else
            extras.Record(log, "choices[0].delta");
    }

    /// <summary>Keeps the first reason to end; a provider may repeat it.</summary>
    public void Take(Finish finish)
    {
        if (_finish.Reason == FinishReason.Unknown)
            _finish = finish.Detach();
    }

    /// <summary>Writes <c>message_start</c>, once.</summary>
    public void WriteStart(IBufferWriter<byte> output)
    {
        if (HasStarted)
            return;
        HasStarted = true;
        _first = _usage;
        var json = events.Begin("message_start"u8);
        json.WriteStartObject("message"u8);
        ReplyWriter.WriteHead(json, _start.Id, _start.Model, asked);
        json.WriteStartArray("content"u8);
        json.WriteEndArray();
        json.WriteNull("stop_reason"u8);
        json.WriteNull("stop_sequence"u8);
        UsageWriting.WriteWhole(json, _usage, _start.ServiceTier, asked, log);
        _start.Extras.Write(json, Names.Dialect, log, "");
        json.WriteEndObject();
        events.End(json, "message_start"u8, output);
    }

    /// <summary>Writes <c>message_delta</c>, once.</summary>
    public void WriteDelta(in ReplyTraits traits, IBufferWriter<byte> output)
    {
        if (_hasDelta)
            return;
        _hasDelta = true;
        WriteStart(output);
        var json = events.Begin("message_delta"u8);
        json.WriteStartObject("delta"u8);
        ReplyWriter.WriteStop(json, _finish, FinishWords.Write(_finish, traits), log);
        WriteExtras(json, ofDelta: true);
        json.WriteEndObject();
        UsageWriting.WriteFinal(json, _usage, _first, asked, log);
        WriteExtras(json, ofDelta: false);
        events.End(json, "message_delta"u8, output);
    }

    /// <summary>Writes <c>message_stop</c>.</summary>
    public void WriteStop(IBufferWriter<byte> output) => output.Write("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8);

    /// <summary><c>context_management</c> stands beside the delta, all else within it.</summary>
    private void WriteExtras(System.Text.Json.Utf8JsonWriter json, bool ofDelta)
    {
        foreach (var (name, value) in _extras?.Members ?? [])
        {
            if (name == "context_management" == ofDelta)
                continue;
            json.WritePropertyName(name);
            value.WriteValue(json);
        }
    }
}
