using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Writes one request of either operation.</summary>
internal sealed class RequestWriter(ChatRequest request, WireProfile profile, ConversionLog log, OllamaRoute route)
{
    /// <summary>Writes the body.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("model"u8, request.Model);
        if (route == OllamaRoute.Chat)
        {
            new MessageWriter(request, profile, log, writer).Write();
            new ToolWriter(request, log, writer).Write();
        }
        else
        {
            new PromptWriter(request, log, writer).Write();
        }
        if (!request.Stream || !PlacedExtras.WasAbsent(request.Extras, "stream"))
            writer.WriteBoolean("stream"u8, request.Stream);
        WriteFormat(writer);
        new ThinkWriter(request, log).Write(writer);
        new OptionsWriter(request, log).Write(writer);
        if (request.Sampling.Logprobs is { } logprobs)
            writer.WriteBoolean("logprobs"u8, logprobs);
        if (request.Sampling.TopLogprobs is { } alternatives)
            writer.WriteNumber("top_logprobs"u8, alternatives);
        WriteExtras(writer);
        writer.WriteEndObject();
        RecordUnknown();
    }

    private void WriteFormat(Utf8JsonWriter writer)
    {
        if (request.ResponseFormat is not { } format || format.Kind == ResponseFormatKind.Text)
            return;
        if (profile.StructuredOutput == StructuredOutput.None)
            return;
        var hasSchema = format.Kind == ResponseFormatKind.JsonSchema && !format.Schema.IsAbsent;
        if (hasSchema && profile.StructuredOutput == StructuredOutput.JsonSchema)
        {
            format.Schema.WriteMember(writer, "format"u8);
        }
        else
        {
            writer.WriteString("format"u8, "json"u8);
        }
        if (format.Name is not null)
            log.Dropped("response_format.name", format.Name);
        if (!format.Description.IsEmpty)
            log.Dropped("response_format.description", format.Description.ToString());
        format.Extras.Record(log, "response_format");
    }

    private void WriteExtras(Utf8JsonWriter writer)
    {
        if (request.Extras is not { } extras)
            return;
        if (extras.Dialect != DialectNames.Ollama)
        {
            extras.Write(writer, DialectNames.Ollama, log, "");
            return;
        }
        foreach (var (name, value) in extras.Members)
        {
            if (name.StartsWith(OllamaNames.OptionsPrefix, StringComparison.Ordinal) || IsWritten(name))
                continue;
            if (OllamaNames.IsForeign(name, route))
            {
                if (value.Utf8.Length > 2)
                    log.Dropped(name, value);
                continue;
            }
            writer.WritePropertyName(name);
            value.WriteValue(writer);
        }
    }

    /// <summary>An empty member of the caller's gives way to a value that came in since, by the configuration's defaults for instance.</summary>
    private bool IsWritten(string name) => name switch
    {
        "tools" => request.Tools.Count > 0 || route == OllamaRoute.Generate,
        "format" => request.ResponseFormat is { Kind: not ResponseFormatKind.Text },
        _ => false,
    };

    private void RecordUnknown()
    {
        if (request.ParallelToolCalls == false)
            log.Dropped("parallel_tool_calls", "false");
        if (request.EndUser is { } user)
            log.Dropped("user", user);
        if (!request.Metadata.IsAbsent)
            log.Dropped("metadata", request.Metadata);
        if (request.ServiceTier is { } tier and not "auto")
            log.Dropped("service_tier", tier);
        if (!request.Sampling.LogitBias.IsAbsent)
            log.Dropped("logit_bias", request.Sampling.LogitBias);
        if (request.Sampling.Choices is > 1 and var choices)
            log.DroppedContent("n", choices.ToString());
        foreach (var (name, value) in request.DialectHeaders)
            log.Dropped(name, value);
    }
}
