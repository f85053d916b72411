using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes sampling and thinking. What thinking models of OpenAI reject is left out, unless a caller of this dialect said it: then the upstream's own error tells more.</summary>
internal static class OptionsWriter
{
    /// <summary>Writes all members.</summary>
    public static void Write(RequestWriting writing)
    {
        WriteSampling(writing);
        WriteReasoning(writing);
    }

    private static void WriteSampling(RequestWriting writing)
    {
        var (request, _, log, json) = writing;
        var sampling = request.Sampling;
        var isThinking = !writing.IsOwn && ModelFamily.IsReasoning(request.Model);
        WriteReal(writing, "temperature", sampling.Temperature, isThinking && sampling.Temperature != 1);
        WriteReal(writing, "top_p", sampling.TopP, isThinking && sampling.TopP != 1);
        WriteReal(writing, "top_k", sampling.TopK, isLeftOut: true);
        WriteReal(writing, "min_p", sampling.MinP, isLeftOut: true);
        WriteReal(writing, "frequency_penalty", sampling.FrequencyPenalty, isLeftOut: true);
        WriteReal(writing, "presence_penalty", sampling.PresencePenalty, isLeftOut: true);
        WriteReal(writing, "repetition_penalty", sampling.RepetitionPenalty, isLeftOut: true);
        WriteReal(writing, "seed", sampling.Seed, isLeftOut: true);
        if (sampling.Choices is > 1)
            WriteReal(writing, "n", sampling.Choices, isLeftOut: true);
        if (!sampling.LogitBias.IsAbsent)
            log.Dropped("logit_bias", sampling.LogitBias);
        WriteReal(writing, "top_logprobs", sampling.TopLogprobs, isThinking);
        if (writing.IsOwn)
            request.Extras.WriteSpelled(json, "include");
        else if (isThinking)
            WriteInclude(json, "reasoning.encrypted_content"u8);
        else if (sampling.Logprobs == true)
            WriteInclude(json, "message.output_text.logprobs"u8);
        if (isThinking && sampling.Logprobs == true)
            log.Dropped("logprobs");
    }

    /// <summary>Thoughts are only taken back in the form that none but their maker can read (platform.openai.com/docs/guides/reasoning); models that do not think refuse to be asked for it.</summary>
    private static void WriteInclude(Utf8JsonWriter json, ReadOnlySpan<byte> what)
    {
        json.WriteStartArray("include"u8);
        json.WriteStringValue(what);
        json.WriteEndArray();
    }

    private static void WriteReal(RequestWriting writing, string name, double? value, bool isLeftOut)
    {
        if (value is not { } number)
            return;
        if (isLeftOut)
            writing.Log.Dropped(name, number.ToString(CultureInfo.InvariantCulture));
        else
            writing.Json.WriteNumber(name, number);
    }

    private static void WriteReasoning(RequestWriting writing)
    {
        if (writing.Request.Reasoning is not { } reasoning)
            return;
        var effort = writing.IsOwn ? reasoning.Effort : EffortFor(writing, reasoning);
        var summary = reasoning.Extras.Spelled(Spelling.Summary);
        // Where thinking is switched on, the other dialects show it unless they are told not to.
        var wantsSummary = !writing.IsOwn && (reasoning.IncludeThoughts ?? reasoning.Enabled == true) && !ModelFamily.IsPlain(writing.Request.Model);
        if (effort is null && summary.IsAbsent && !wantsSummary && !writing.IsOwn)
        {
            reasoning.Extras.WriteOuter(writing.Json, writing.Log, "reasoning");
            return;
        }
        var json = writing.Json;
        json.WriteStartObject("reasoning"u8);
        if (effort is not null)
            json.WriteString("effort"u8, effort);
        if (!summary.IsAbsent)
            summary.WriteMember(json, "summary"u8);
        else if (wantsSummary)
            json.WriteString("summary"u8, "auto"u8);
        reasoning.Extras.WriteOuter(json, writing.Log, "reasoning");
        json.WriteEndObject();
    }

    /// <summary>The word for how much to think; null when there is nothing to say.</summary>
    private static string? EffortFor(RequestWriting writing, ReasoningOptions reasoning)
    {
        var (request, _, log, _) = writing;
        var effort = WordOf(reasoning);
        if (effort is null)
            return null;
        if (ModelFamily.IsPlain(request.Model) || effort == "none" && !ModelFamily.IsReasoning(request.Model))
        {
            log.Dropped("reasoning", effort);
            return null;
        }
        if (effort != "none" && reasoning.Effort is null)
            log.Emulated("reasoning.budget_tokens", reasoning.BudgetTokens?.ToString(CultureInfo.InvariantCulture), "reasoning.effort " + effort);
        var nearest = effort == "none" ? ModelFamily.LeastEffort(request.Model) : ModelFamily.NearestEffort(request.Model, effort);
        if (nearest != effort)
            log.Clamped("reasoning.effort", effort, nearest);
        return nearest;
    }

    private static string? WordOf(ReasoningOptions reasoning) => reasoning switch
    {
        { Enabled: false } => "none",
        { Effort: { } effort } => effort,
        { BudgetTokens: { } budget } => ReasoningBudget.EffortOf(budget),
        _ => null,
    };
}
