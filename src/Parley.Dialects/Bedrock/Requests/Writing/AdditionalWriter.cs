using System.Globalization;

namespace Parley.Dialects.Bedrock;

/// <summary>Writes <c>additionalModelRequestFields</c> in the form of the model's maker, the table of which stands at <see cref="AdditionalReader"/>.</summary>
internal static class AdditionalWriter
{
    public static void Write(RequestScope scope)
    {
        if (scope.TryWriteSpelling(scope.Request.Extras, Names.AdditionalFields))
            return;
        var topK = TopK(scope);
        if (topK is null && scope.Thinking.Type is null && scope.Thinking.Effort is null && scope.Betas.Count == 0)
            return;
        scope.Json.WriteStartObject("additionalModelRequestFields"u8);
        switch (scope.Family.Maker)
        {
            case Maker.Claude: WriteOfClaude(scope, topK); break;
            case Maker.OpenAI when scope.Thinking.Effort is { } effort: scope.Json.WriteString("reasoning_effort"u8, effort); break;
            case Maker.Nova or Maker.Nova2: WriteOfNova(scope, topK); break;
        }
        WriteBetas(scope);
        scope.Json.WriteEndObject();
    }

    private static void WriteBetas(RequestScope scope)
    {
        if (scope.Betas.Count == 0)
            return;
        scope.Json.WriteStartArray("anthropic_beta"u8);
        foreach (var beta in scope.Betas)
            scope.Json.WriteStringValue(beta);
        scope.Json.WriteEndArray();
    }

    private static int? TopK(RequestScope scope)
    {
        if (scope.Request.Sampling.TopK is not { } topK)
            return null;
        var isTaken = topK >= 0 && scope.Family.Maker switch
        {
            Maker.Claude => !scope.Thinking.IsOn,
            Maker.Nova => true,
            Maker.Nova2 => !scope.Thinking.IsOn,
            _ => false,
        };
        if (isTaken)
            return topK;
        scope.Log.Dropped("top_k", topK.ToString(CultureInfo.InvariantCulture));
        return null;
    }

    private static void WriteOfClaude(RequestScope scope, int? topK)
    {
        var json = scope.Json;
        if (scope.Thinking.Type is { } type)
        {
            json.WriteStartObject("thinking"u8);
            json.WriteString("type"u8, type);
            if (scope.Thinking.Budget is { } budget)
                json.WriteNumber("budget_tokens"u8, budget);
            json.WriteEndObject();
        }
        if (scope.Thinking.Effort is { } effort)
        {
            json.WriteStartObject("output_config"u8);
            json.WriteString("effort"u8, effort);
            json.WriteEndObject();
        }
        if (topK is { } count)
            json.WriteNumber("top_k"u8, count);
        if (scope.Thinking.IsOn && scope.Request.Reasoning?.IncludeThoughts == false)
            scope.Log.Dropped("reasoning.include_thoughts", "false");
    }

    private static void WriteOfNova(RequestScope scope, int? topK)
    {
        var json = scope.Json;
        if (scope.Thinking.Type is { } type)
        {
            json.WriteStartObject("reasoningConfig"u8);
            json.WriteString("type"u8, type);
            if (scope.Thinking.Effort is { } effort)
                json.WriteString("maxReasoningEffort"u8, effort);
            json.WriteEndObject();
        }
        if (topK is not { } count)
            return;
        json.WriteStartObject("inferenceConfig"u8);
        json.WriteNumber("topK"u8, count);
        json.WriteEndObject();
    }
}
