using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Writes a request for an upstream.</summary>
internal static class RequestWriter
{
    private const int MostStops = 5;

    /// <summary>Writes the whole body and says where it goes.</summary>
    public static void Write(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        request = ForeignForms.Resolve(request, Names.Dialect, mostNamed: int.MaxValue, log);
        output.Path = Names.ChatPath;
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        var writing = new RequestWriting(request, profile, log, json);
        json.WriteStartObject();
        if (request.Model.Length > 0)
            json.WriteString("model"u8, request.Model);
        new MessageWriter(writing).WriteAll();
        if (request.Stream || !request.Extras.Spelled(Spelling.NotStreaming).IsAbsent)
            json.WriteBoolean("stream"u8, request.Stream);
        DocumentWriter.Write(writing);
        ToolWriter.Write(writing);
        FormatWriter.Write(writing);
        WriteLimits(writing);
        SamplingWriter.Write(writing);
        ThinkingWriter.Write(writing);
        WriteExtras(writing);
        json.WriteEndObject();
        RecordUnknown(writing);
    }

    private static void WriteLimits(RequestWriting writing)
    {
        var (request, _, log, json) = writing;
        if (request.MaxTokens is { } limit)
            json.WriteNumber("max_tokens"u8, limit);
        var count = request.StopSequences.Count;
        if (count == 0)
            return;
        if (count > MostStops && !writing.IsOwn)
        {
            log.Clamped("stop", count.ToString(CultureInfo.InvariantCulture), MostStops.ToString(CultureInfo.InvariantCulture));
            count = MostStops;
        }
        json.WriteStartArray("stop_sequences"u8);
        for (var i = 0; i < count; i++)
            request.StopSequences[i].WriteValue(json);
        json.WriteEndArray();
    }

    private static void WriteExtras(RequestWriting writing)
    {
        if (writing.Request.Extras is not { Dialect: Names.Dialect } extras)
        {
            writing.Request.Extras.Record(writing.Log, "");
            return;
        }
        foreach (var (name, value) in extras.Members)
        {
            if (!IsWritten(name, writing.Request))
                OwnExtras.WriteMember(writing.Json, name, value);
        }
    }

    /// <summary>An empty member of the caller's gives way to a value that came in since, by the configuration's defaults for instance.</summary>
    private static bool IsWritten(string name, ChatRequest request) => name switch
    {
        "tools" => request.Tools.Count > 0,
        "stop_sequences" => request.StopSequences.Count > 0,
        "seed" => request.Sampling.Seed is not null,
        _ => false,
    };

    private static void RecordUnknown(RequestWriting writing)
    {
        var (request, _, log, _) = writing;
        if (request.ParallelToolCalls == false)
            log.Dropped("parallel_tool_calls", "false");
        if (request.EndUser is { } user)
            log.Dropped("user", user);
        if (!request.Metadata.IsAbsent)
            log.Dropped("metadata", request.Metadata);
        if (request.ServiceTier is { } tier and not "auto")
            log.Dropped("service_tier", tier);
        foreach (var (name, value) in request.DialectHeaders)
            log.Dropped(name, value);
    }
}
