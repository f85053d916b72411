using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Writes a request for a gateway that speaks the plain conversation: all of it.</summary>
internal static class RequestWriter
{
    public static void Write(ChatRequest request, WireRequestWriter output)
    {
        output.Path = Names.Path;
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteString("model"u8, request.Model);
        json.SayDialect(request.Dialect);
        MessageFields.Write(json, request.Messages);
        WriteStream(json, request);
        json.Say("max_tokens"u8, request.MaxTokens);
        SamplingFields.Write(json, request.Sampling);
        WriteStops(json, request.StopSequences);
        ToolFields.Write(json, "tools"u8, request.Tools);
        ChoiceFields.Write(json, request.ToolChoice);
        json.Say("parallel_tool_calls"u8, request.ParallelToolCalls);
        FormatFields.Write(json, request.ResponseFormat);
        FormatFields.Write(json, request.Reasoning);
        LabelFields.Write(json, request);
        HeaderFields.Write(json, request.DialectHeaders);
        ExtrasFields.Write(json, request.Extras);
        json.WriteEndObject();
    }

    private static void WriteStream(Utf8JsonWriter json, ChatRequest request)
    {
        json.SayIf("stream"u8, request.Stream);
        if (!request.StreamOptions.IncludeUsage)
            return;
        json.WriteStartObject("stream_options"u8);
        json.WriteBoolean("include_usage"u8, true);
        json.WriteEndObject();
    }

    private static void WriteStops(Utf8JsonWriter json, IReadOnlyList<JsonText> stops)
    {
        if (stops.Count == 0)
            return;
        json.WriteStartArray("stop"u8);
        for (var i = 0; i < stops.Count; i++)
            stops[i].WriteValue(json);
        json.WriteEndArray();
    }
}
