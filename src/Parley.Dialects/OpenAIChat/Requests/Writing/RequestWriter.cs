using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes a request for an upstream.</summary>
internal static class RequestWriter
{
    /// <summary>Below the base address.</summary>
    public const string Path = "chat/completions";

    /// <summary>Writes the whole body and says where it goes.</summary>
    public static void Write(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        request = ForeignForms.WithFunctions(request, Names.Dialect, ModelFamily.TakesCustomTools(request.Model), log);
        // Only OpenAI's own models are known to take allowed_tools.
        if (request.Dialect != Names.Dialect && !ModelFamily.IsOpenAI(request.Model))
            request = AllowedTools.Narrow(request, mostNamed: 1, log);
        output.Path = Path;
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        var writing = new RequestWriting(request, profile, log, json);
        json.WriteStartObject();
        if (request.Model.Length > 0)
            json.WriteString("model"u8, request.Model);
        new MessageWriter(writing).WriteAll();
        ToolWriter.Write(writing);
        WriteLimits(writing);
        SamplingWriter.Write(writing);
        ReasoningWriter.Write(writing);
        ResponseFormatWriter.Write(writing);
        WriteLabels(writing);
        WriteStream(writing);
        RecordHeaders(writing);
        writing.Extras(request.WithOneLimit(log), "", "stream_options");
        json.WriteEndObject();
    }

    private static void WriteLimits(RequestWriting writing)
    {
        var (request, profile, _, json) = writing;
        if (request.MaxTokens is { } limit)
        {
            var isNewer = profile.MaxTokens switch
            {
                MaxTokensMember.MaxTokens => false,
                MaxTokensMember.MaxCompletionTokens => true,
                _ => ModelFamily.WantsMaxCompletionTokens(request.Model) || request.Extras.Spells(Spelling.MaxCompletionTokens),
            };
            json.WriteNumber(isNewer ? "max_completion_tokens"u8 : "max_tokens"u8, limit);
        }
        if (request.StopSequences.Count == 0)
            return;
        json.WritePropertyName("stop"u8);
        if (request.StopSequences.Count == 1 && request.Extras.Spells(Spelling.BareStop))
            request.StopSequences[0].WriteValue(json);
        else
            WriteStops(request.StopSequences, json);
    }

    private static void WriteStops(IReadOnlyList<JsonText> stops, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        for (var i = 0; i < stops.Count; i++)
            stops[i].WriteValue(json);
        json.WriteEndArray();
    }

    private static void WriteLabels(RequestWriting writing)
    {
        var (request, profile, log, json) = writing;
        var labels = new LabelsWriter(request, writing.IsOwn, profile.RejectsUnknownMembers, json, log);
        labels.Write();
        labels.WriteText("verbosity", request.Verbosity, profile.RejectsUnknownMembers);
        if (request.Store is not { } store)
            return;
        if (!profile.RejectsUnknownMembers)
            json.WriteBoolean("store"u8, store);
        else if (store)
            log.Dropped("store", "true");
    }

    /// <summary>Streams always ask for usage; the encoder and the fast lane keep it from callers who did not.</summary>
    private static void WriteStream(RequestWriting writing)
    {
        var (request, profile, _, json) = writing;
        if (!request.Stream)
        {
            if (request.Extras.Spells(Spelling.NotStreaming))
                json.WriteBoolean("stream"u8, false);
            return;
        }
        json.WriteBoolean("stream"u8, true);
        if (!profile.StreamOptions)
            return;
        json.WriteStartObject("stream_options"u8);
        json.WriteBoolean("include_usage"u8, true);
        writing.InnerExtras(request.Extras, "stream_options");
        json.WriteEndObject();
    }

    private static void RecordHeaders(RequestWriting writing)
    {
        foreach (var (name, value) in writing.Request.DialectHeaders)
            writing.Log.Dropped(name, value);
    }
}
