using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes a request for an upstream.</summary>
internal static class RequestWriter
{
    /// <summary>Below the base address.</summary>
    public const string Path = "responses";

    // OpenAI refuses a lower limit.
    private const int LeastTokens = 16;

    /// <summary>Writes the whole body and says where it goes.</summary>
    public static void Write(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        request = ForeignForms.WithFunctions(request, Names.Dialect, keepsCustom: true, log);
        output.Path = Path;
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        var writing = new RequestWriting(request, profile, log, json);
        json.WriteStartObject();
        if (request.Model.Length > 0)
            json.WriteString("model"u8, request.Model);
        new InputWriter(writing).Write();
        ToolWriter.Write(writing);
        WriteLimit(writing);
        OptionsWriter.Write(writing);
        FormatWriter.Write(writing);
        WriteLabels(writing);
        if (request.Stream)
            json.WriteBoolean("stream"u8, true);
        else if (request.Extras.Spells(Spelling.NotStreaming))
            json.WriteBoolean("stream"u8, false);
        foreach (var (name, value) in request.DialectHeaders)
            log.Dropped(name, value);
        SilentMembers.Write(json, request.Extras);
        request.Extras.WriteOuter(json, log, "", FormatReader.OfText);
        json.WriteEndObject();
    }

    private static void WriteLimit(RequestWriting writing)
    {
        var (request, _, log, json) = writing;
        if (request.MaxTokens is { } limit)
        {
            if (limit < LeastTokens && !writing.IsOwn)
                log.Clamped("max_tokens", Number(limit), Number(LeastTokens));
            json.WriteNumber("max_output_tokens"u8, writing.IsOwn ? limit : Math.Max(limit, LeastTokens));
        }
        foreach (var stop in request.StopSequences)
            log.Dropped("stop", stop.ToString());
    }

    private static void WriteLabels(RequestWriting writing)
    {
        var (request, _, log, json) = writing;
        new LabelsWriter(request, writing.IsOwn, isStrict: false, json, log).Write();
        // What another dialect's caller says is not kept for later; here the default is that it is.
        if ((request.Store ?? (writing.IsOwn ? null : false)) is { } store)
            json.WriteBoolean("store"u8, store);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
