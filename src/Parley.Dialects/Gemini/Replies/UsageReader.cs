using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// Reads <c>usageMetadata</c>. Gemini counts the cached tokens and each modality within the prompt, tool prompts and thoughts beside it; the buckets of the model are disjoint.
/// </summary>
internal struct UsageReader
{
    /// <summary>Kept as a spelling: part of <see cref="Usage.Input"/>.</summary>
    public const string ToolUse = "toolUsePromptTokenCount";

    /// <summary>The lists of counts by modality, kept as spellings.</summary>
    public static readonly string[] Details = ["promptTokensDetails", "cacheTokensDetails", "candidatesTokensDetails", "toolUsePromptTokensDetails"];

    private long? _prompt;
    private long? _candidates;
    private long? _total;
    private long _cached;
    private long _thoughts;
    private long _toolUse;
    private long _audio;
    private long _images;
    private long _cachedAudio;
    private long _cachedImages;
    private long _audioOutput;
    private ServiceTier _tier;
    private ServiceTier _traffic;

    /// <summary>Reads the object; <see cref="Usage.Unknown"/> when it is none.</summary>
    /// <param name="metadata">The object.</param>
    /// <param name="searches">How many searches the answer names.</param>
    public static Usage Read(RawJson metadata, long searches)
    {
        if (metadata.Kind != JsonValueKind.Object)
            return Usage.Unknown;
        var usage = default(UsageReader);
        var extras = new Extras(Names.Dialect);
        var reader = metadata.CreateReader();
        reader.Read();
        while (JsonRead.NextMember(ref reader))
            usage.ReadMember(ref reader, metadata.Utf8, extras);
        return usage.Build(extras, searches);
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Extras extras)
    {
        if (reader.Is("promptTokenCount"u8, "prompt_token_count"u8))
            _prompt = Loose.Count(ref reader);
        else if (reader.Is("candidatesTokenCount"u8, "candidates_token_count"u8))
            _candidates = Loose.Count(ref reader);
        else if (reader.Is("totalTokenCount"u8, "total_token_count"u8))
            _total = Loose.Count(ref reader);
        else if (reader.Is("cachedContentTokenCount"u8, "cached_content_token_count"u8))
            _cached = Loose.Count(ref reader) ?? 0;
        else if (reader.Is("thoughtsTokenCount"u8, "thoughts_token_count"u8))
            _thoughts = Loose.Count(ref reader) ?? 0;
        else if (reader.Is("toolUsePromptTokenCount"u8, "tool_use_prompt_token_count"u8))
            ReadToolUse(ref reader, extras);
        else
            ReadOther(ref reader, body, extras);
    }

    private void ReadToolUse(ref Utf8JsonReader reader, Extras extras)
    {
        _toolUse = Loose.Count(ref reader) ?? 0;
        extras.AddSpelling(ToolUse, RawJson.Parse(_toolUse.ToString()));
    }

    private void ReadOther(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Extras extras)
    {
        var name = reader.GetString() ?? "";
        reader.Read();
        var value = JsonScan.ReadRaw(ref reader, body);
        if (Array.IndexOf(Details, name) < 0)
        {
            extras.Add(name, value);
            if (name == "serviceTier")
                _tier = ServiceTiers.Read(value);
            else if (name == "trafficType")
                _traffic = TierOf(value);
            return;
        }
        if (value.Kind != JsonValueKind.Array)
            return;
        extras.AddSpelling(name, value);
        foreach (var (modality, tokens) in ModalityCounts.Of(value))
            Count(name, modality, tokens);
    }

    private void Count(string list, string modality, long tokens)
    {
        switch (list, modality)
        {
            case ("promptTokensDetails", "AUDIO"): _audio += tokens; break;
            case ("promptTokensDetails", "IMAGE"): _images += tokens; break;
            case ("cacheTokensDetails", "AUDIO"): _cachedAudio += tokens; break;
            case ("cacheTokensDetails", "IMAGE"): _cachedImages += tokens; break;
            case ("candidatesTokensDetails", "AUDIO"): _audioOutput += tokens; break;
        }
    }

    /// <summary>Vertex names the tier by the kind of traffic: cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/GenerateContentResponse#TrafficType.</summary>
    private static ServiceTier TierOf(RawJson traffic) => traffic.Kind != JsonValueKind.String ? ServiceTier.Unknown : traffic.AsText().ToString() switch
    {
        "ON_DEMAND" => ServiceTier.Standard,
        "ON_DEMAND_PRIORITY" => ServiceTier.Priority,
        "ON_DEMAND_FLEX" => ServiceTier.Flex,
        "PROVISIONED_THROUGHPUT" => ServiceTier.Other,
        _ => ServiceTier.Unknown,
    };

    private readonly Usage Build(Extras extras, long searches)
    {
        var audio = Math.Max(0, _audio - _cachedAudio);
        var images = Math.Max(0, _images - _cachedImages);
        var input = Math.Max(0, (_prompt ?? 0) + _toolUse - _cached - audio - images);
        var written = _candidates ?? (_total is { } total && _prompt is { } prompt ? Math.Max(0, total - prompt - _thoughts - _toolUse) : null);
        return new Usage
        {
            Input = _prompt is null ? default : TokenCount.Exact(input),
            CacheRead = Known(_cached),
            AudioInput = Known(audio),
            ImageInput = Known(images),
            Output = written is { } output ? TokenCount.Exact(Math.Max(0, output - _audioOutput)) : default,
            AudioOutput = Known(_audioOutput),
            Reasoning = Known(_thoughts),
            Searches = searches,
            ServiceTier = _tier == ServiceTier.Unknown ? _traffic : _tier,
            ProviderTotal = _total,
            Extras = extras,
        };
    }

    private static TokenCount Known(long tokens) => tokens == 0 ? default : TokenCount.Exact(tokens);
}
