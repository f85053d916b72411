using System.Collections.Frozen;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Reads a request.</summary>
internal static class RequestReader
{
    /// <summary>What routing, limits and books go by is said in the open: as extras of another dialect it would reach the upstream unseen.</summary>
    private static readonly FrozenSet<string> Open = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "model", "stream", "messages", "contents", "input", "tools", "max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens");

    public static ChatRequest Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, ReadBody);

    private static ChatRequest ReadBody(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        List<Message>? messages = null;
        Extras? extras = null;
        var sampling = Sampling.Default;
        var request = new ChatRequest { Model = "", Messages = [], Dialect = Names.Dialect };
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("messages"u8))
                messages = MessageFields.ReadAll(ref reader, body);
            else if (TryReadHead(ref reader, body, ref request) || TryReadForm(ref reader, body, ref request))
                continue;
            else if (!SamplingFields.TryRead(ref reader, body, ref sampling) && !LabelFields.TryRead(ref reader, body, ref request))
                ExtrasFields.Read(ref reader, body, ref extras);
        }
        DemandOpen(extras);
        return request with { Messages = messages ?? throw Members.Missing(body, 0, "messages"), Sampling = sampling, Extras = extras };
    }

    private static bool TryReadHead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref ChatRequest request)
    {
        if (reader.ValueTextEquals("model"u8))
            request = request with { Model = JsonRead.String(ref reader, body) ?? "" };
        else if (reader.ValueTextEquals("dialect"u8))
            request = request with { Dialect = JsonRead.String(ref reader, body) ?? Names.Dialect };
        else if (reader.ValueTextEquals("stream"u8))
            request = request with { Stream = JsonRead.Boolean(ref reader, body) == true };
        else if (reader.ValueTextEquals("stream_options"u8))
            request = request with { StreamOptions = ReadStreamOptions(ref reader, body) };
        else if (reader.ValueTextEquals("max_tokens"u8))
            request = request with { MaxTokens = JsonDemand.Int32(ref reader, body, 0) };
        else if (reader.ValueTextEquals("stop"u8))
            request = request with { StopSequences = ReadStops(ref reader, body) };
        else if (reader.ValueTextEquals("headers"u8))
            request = request with { DialectHeaders = HeaderFields.Read(ref reader, body) };
        else
            return false;
        return true;
    }

    private static bool TryReadForm(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref ChatRequest request)
    {
        if (reader.ValueTextEquals("tools"u8))
            request = request with { Tools = ToolFields.ReadAll(ref reader, body) };
        else if (reader.ValueTextEquals("tool_choice"u8))
            request = request with { ToolChoice = ChoiceFields.Read(ref reader, body) };
        else if (reader.ValueTextEquals("parallel_tool_calls"u8))
            request = request with { ParallelToolCalls = JsonRead.Boolean(ref reader, body) };
        else if (reader.ValueTextEquals("response_format"u8))
            request = request with { ResponseFormat = FormatFields.ReadFormat(ref reader, body) };
        else if (reader.ValueTextEquals("reasoning"u8))
            request = request with { Reasoning = FormatFields.ReadReasoning(ref reader, body) };
        else
            return false;
        return true;
    }

    private static StreamOptions ReadStreamOptions(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var options = StreamOptions.None;
        if (!JsonRead.BeginObject(ref reader, body))
            return options;
        while (JsonRead.NextMember(ref reader))
        {
            if (!reader.ValueTextEquals("include_usage"u8))
                throw JsonRead.Wrong(ref reader, body, "include_usage");
            options = new StreamOptions(JsonRead.Boolean(ref reader, body) == true);
        }
        return options;
    }

    /// <summary>A list, or one alone.</summary>
    private static List<JsonText> ReadStops(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return [JsonRead.TextHere(ref reader, body)];
        var stops = new List<JsonText>();
        if (reader.TokenType == JsonTokenType.Null)
            return stops;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw JsonRead.Wrong(ref reader, body, "a string or an array of strings");
        while (JsonRead.NextElement(ref reader))
            stops.Add(JsonDemand.TextHere(ref reader, body));
        return stops;
    }

    private static void DemandOpen(Extras? extras)
    {
        if (extras is null)
            return;
        foreach (var (name, value) in extras.Members)
        {
            var last = name[(name.LastIndexOf('.') + 1)..];
            if (Open.Contains(last) && value.Kind != JsonValueKind.Null && !value.Utf8.Span.SequenceEqual("[]"u8))
                throw new WireFormatException($"extras.members.{name}", $"extras.members.{name} must be said by a member of the request.");
        }
    }
}
