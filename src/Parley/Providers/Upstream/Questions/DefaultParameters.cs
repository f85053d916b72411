using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>Fills in what a request leaves open and the operator has an opinion on.</summary>
internal static class DefaultParameters
{
    public static ChatRequest Fill(ChatRequest request, RequestDefaults defaults)
    {
        if (defaults.IsEmpty)
            return request;
        var said = request.Sampling;
        return request with
        {
            MaxTokens = request.MaxTokens ?? defaults.MaxTokens,
            Sampling = said with
            {
                Temperature = said.Temperature ?? defaults.Temperature,
                TopP = said.TopP ?? defaults.TopP,
                TopK = said.TopK ?? defaults.TopK,
                MinP = said.MinP ?? defaults.MinP,
                FrequencyPenalty = said.FrequencyPenalty ?? defaults.FrequencyPenalty,
                PresencePenalty = said.PresencePenalty ?? defaults.PresencePenalty,
                RepetitionPenalty = said.RepetitionPenalty ?? defaults.RepetitionPenalty,
                Seed = said.Seed ?? defaults.Seed,
            },
        };
    }
}
