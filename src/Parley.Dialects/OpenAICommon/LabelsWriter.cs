using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAICommon;

/// <summary>Writes the members that stand beside the question in both of OpenAI's dialects.</summary>
/// <param name="request">The request.</param>
/// <param name="isOwn">Whether the caller spoke the upstream's dialect.</param>
/// <param name="isStrict">Whether the upstream refuses members that it does not know.</param>
/// <param name="json">Where to.</param>
/// <param name="log">Takes what is lost.</param>
internal sealed class LabelsWriter(ChatRequest request, bool isOwn, bool isStrict, Utf8JsonWriter json, ConversionLog log)
{
    /// <summary>Writes all but <c>store</c>, whose default differs.</summary>
    public void Write()
    {
        WriteText("user", request.User, isStrict);
        WriteText("safety_identifier", request.SafetyIdentifier, isStrict);
        if (!request.Metadata.IsAbsent)
            request.Metadata.WriteMember(json, "metadata"u8);
        WriteServiceTier();
        // Some providers that refuse what they do not know document this one.
        WriteText("prompt_cache_key", request.PromptCacheKey, isStrict && !isOwn);
        WriteText("prompt_cache_retention", request.PromptCacheRetention, isStrict);
    }

    /// <summary>Writes a member; where it cannot be, it is recorded.</summary>
    public void WriteText(string name, string? value, bool isLeftOut)
    {
        if (value is null)
            return;
        if (isLeftOut)
            log.Dropped(name, value);
        else
            json.WriteString(name, value);
    }

    private void WriteServiceTier()
    {
        if (request.ServiceTier is not { } tier)
            return;
        var word = isOwn || tier is "auto" or "default" or "flex" or "priority" or "scale" ? tier : tier == "standard_only" ? "default" : null;
        if (word is null || isStrict)
            log.Dropped("service_tier", tier);
        else
            json.WriteString("service_tier"u8, word);
    }
}
