using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>The members by which servers take a limit of tokens, besides the one of their dialect: some go by these first.</summary>
internal static class LimitMembers
{
    private static readonly FrozenSet<string> Spellings = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "max_tokens", "max_completion_tokens", "max_output_tokens", "max_new_tokens", "max_tokens_to_sample", "max_gen_len", "max_length",
        "maxTokens", "maxOutputTokens", "maxTokenCount", "max_output_len", "num_predict", "n_predict");

    /// <summary>The objects that they may stand in. Elsewhere, as in a schema, such names are anybody's.</summary>
    private static readonly FrozenSet<string> Places = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "extra_body", "options", "parameters", "sampling_params", "generation_config", "generationConfig", "inferenceConfig", "textGenerationConfig", "additionalModelRequestFields");

    /// <summary>A chat without those of them that nobody has read; what is left out is recorded.</summary>
    public static ChatRequest Drop(ChatRequest chat, ConversionLog log)
    {
        var extras = chat.Extras;
        foreach (var (name, value) in chat.Extras?.Members ?? [])
        {
            if (!IsLimit(name[(name.LastIndexOf('.') + 1)..], value))
                continue;
            log.Dropped(name, value);
            extras = extras!.Without(name);
        }
        return ReferenceEquals(extras, chat.Extras) ? chat : chat with { Extras = extras };
    }

    private static bool IsLimit(string name, RawJson value)
    {
        if (value.Kind != JsonValueKind.Object || !Places.Contains(name))
            return Spellings.Contains(name);
        var members = new JsonMembers(value.Utf8);
        while (members.Next(out var inner, out var member))
        {
            if (IsLimit(Encoding.UTF8.GetString(inner), member))
                return true;
        }
        return false;
    }
}
