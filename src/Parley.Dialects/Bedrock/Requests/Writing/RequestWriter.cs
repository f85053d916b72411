using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Writes a request for an upstream.</summary>
internal static class RequestWriter
{
    public static void Write(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        request = ForeignForms.Resolve(request, Names.Dialect, mostNamed: 1, log);
        output.Path = ModelPath.Of(request.Model, request.Stream);
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        var scope = new RequestScope(json, request, profile, log) { Thinking = ThinkingPlan.Of(request, log), Betas = BetasOf(request, profile, log) };
        json.WriteStartObject();
        var first = SystemWriter.Write(scope, FormatWriter.InstructionFor(scope));
        MessageWriter.Write(scope, first);
        InferenceWriter.Write(scope);
        ToolWriter.Write(scope);
        AdditionalWriter.Write(scope);
        FormatWriter.Write(scope);
        WriteTier(scope);
        WriteRest(scope);
        json.WriteEndObject();
    }

    /// <summary>What callers of Anthropic's dialect switch on by a header, as far as the host takes it; for models of other makers it means nothing.</summary>
    private static List<string> BetasOf(ChatRequest request, WireProfile profile, ConversionLog log)
    {
        List<string> passed = [];
        var isClaude = ModelFamily.Of(request.Model).Maker is Maker.Claude or Maker.Unknown;
        foreach (var (name, value) in request.DialectHeaders)
        {
            if (isClaude && name.Equals(Betas.Header, StringComparison.OrdinalIgnoreCase))
                passed = Betas.Of(value, profile, log);
            else
                log.Dropped(name, value);
        }
        return passed;
    }

    /// <summary>OpenAI's words for the tiers are the same; <c>auto</c> is to say nothing.</summary>
    private static void WriteTier(RequestScope scope)
    {
        var tier = scope.Request.ServiceTier;
        var word = scope.IsOwn ? tier : tier switch
        {
            "default" or "standard_only" => "default",
            "flex" or "priority" => tier,
            _ => null,
        };
        if (tier is not null && word is null && tier != "auto")
            scope.Log.Dropped("service_tier", tier);
        if (word is null)
            return;
        scope.Json.WriteStartObject("serviceTier"u8);
        scope.Json.WriteString("type"u8, word);
        scope.Json.WriteEndObject();
    }

    private static void WriteRest(RequestScope scope)
    {
        var request = scope.Request;
        if (request.EndUser is { } user)
            scope.Log.Dropped("user", user);
        if (!request.Metadata.IsAbsent)
            scope.Log.Dropped("metadata", request.Metadata);
        if (request.ParallelToolCalls is { } parallel && request.Tools.Count > 0)
            DropParallel(parallel, scope.Log);
        if (request.Extras is { Dialect: Names.Dialect } own)
            NestedExtras.WithoutNested(own).Write(scope.Json, Names.Dialect, scope.Log, "");
        else
            request.Extras.Record(scope.Log, "");
        if (!scope.IsOwn)
            request.Reasoning?.Extras.Record(scope.Log, "reasoning");
    }

    /// <summary>Models call several tools at once when they like; there is no word against it.</summary>
    private static void DropParallel(bool parallel, ConversionLog log)
    {
        if (!parallel)
            log.Dropped("parallel_tool_calls", parallel.ToString(CultureInfo.InvariantCulture).ToLowerInvariant());
    }
}
