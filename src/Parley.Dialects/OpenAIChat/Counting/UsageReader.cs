using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// Reads a <c>usage</c> object into disjoint buckets. OpenAI counts the cache within the prompt and the thoughts within the completion; some others do not, which the sums tell.
/// </summary>
internal ref struct UsageReader
{
    private long? _prompt;
    private long? _completion;
    private long? _total;
    private long? _cached;
    private long? _cacheWritten;
    private long? _audioIn;
    private long? _imageIn;
    private long? _reasoning;
    private long? _audioOut;
    private long? _searches;
    private ServiceTier _tier;
    private bool _isCacheWithin;
    private bool _countsOnly;
    private Extras? _extras;

    /// <summary>Reads the object; null when it says nothing (Databricks sends null counters in every chunk).</summary>
    public static Usage? Read(RawJson value) => Read(value, default, countsOnly: false);

    /// <summary>Reads only the numbers: for the books, which need no extras.</summary>
    /// <param name="value">The object.</param>
    /// <param name="tier">The tier that stands beside it; absent where none does.</param>
    public static Usage? ReadCounts(RawJson value, RawJson tier) => Read(value, tier, countsOnly: true);

    private static Usage? Read(RawJson value, RawJson tier, bool countsOnly)
    {
        var usage = new UsageReader { _countsOnly = countsOnly, _tier = ServiceTiers.Read(tier) };
        var members = new JsonMembers(value.Utf8);
        while (members.Next(out var name, out var member))
            usage.ReadMember(name, member);
        return usage._prompt is null && usage._completion is null ? null : usage.Build();
    }

    private void ReadMember(ReadOnlySpan<byte> name, RawJson value)
    {
        if (name.SequenceEqual("prompt_tokens"u8))
            _prompt = Loose.Count(value);
        else if (name.SequenceEqual("completion_tokens"u8))
            _completion = Loose.Count(value);
        else if (name.SequenceEqual("total_tokens"u8))
            _total = Loose.Count(value);
        else if (name.SequenceEqual("prompt_tokens_details"u8))
            ReadPromptDetails(value);
        else if (name.SequenceEqual("completion_tokens_details"u8))
            ReadCompletionDetails(value);
        else
            ReadOtherSpelling(name, value);
    }

    private void ReadPromptDetails(RawJson details)
    {
        if (!BeginDetails(details, Spelling.PromptDetails))
            return;
        var members = new JsonMembers(details.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("cached_tokens"u8))
                _isCacheWithin |= (_cached = Loose.Count(value) ?? _cached) is not null;
            else if (name.SequenceEqual("cache_write_tokens"u8))
                _cacheWritten = Loose.Count(value) ?? _cacheWritten;
            else if (name.SequenceEqual("audio_tokens"u8))
                _audioIn = Loose.Count(value);
            else if (name.SequenceEqual("image_tokens"u8))
                _imageIn = Loose.Count(value);
            else
                KeepInner(Spelling.PromptDetails, name, value);
        }
    }

    private void ReadCompletionDetails(RawJson details)
    {
        if (!BeginDetails(details, Spelling.CompletionDetails))
            return;
        var members = new JsonMembers(details.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("reasoning_tokens"u8))
                _reasoning = Loose.Count(value) ?? _reasoning;
            else if (name.SequenceEqual("audio_tokens"u8))
                _audioOut = Loose.Count(value);
            else
                KeepInner(Spelling.CompletionDetails, name, value);
        }
    }

    /// <summary>Keeps the whole object as the provider spelled it, for callers of this dialect.</summary>
    private bool BeginDetails(RawJson details, string name)
    {
        if (details.Kind != JsonValueKind.Object)
            return false;
        if (!_countsOnly)
            (_extras ??= new Extras(Names.Dialect)).AddSpelling(name, details);
        return true;
    }

    /// <summary>DeepSeek, Moonshot, Mistral, Databricks and Copilot say the same under names of their own, which stay among the extras.</summary>
    private void ReadOtherSpelling(ReadOnlySpan<byte> name, RawJson value)
    {
        if (name.SequenceEqual("prompt_cache_hit_tokens"u8) || name.SequenceEqual("cached_tokens"u8)
            || name.SequenceEqual("cache_read_input_tokens"u8) || name.SequenceEqual("num_cached_tokens"u8))
            _cached ??= Loose.Count(value);
        else if (name.SequenceEqual("cache_creation_input_tokens"u8))
            _cacheWritten ??= Loose.Count(value);
        else if (name.SequenceEqual("reasoning_tokens"u8))
            _reasoning ??= Loose.Count(value);
        else
            ReadService(name, value);
        if (!_countsOnly)
            (_extras ??= new Extras(Names.Dialect)).Add(Encoding.UTF8.GetString(name), value);
    }

    /// <summary>Perplexity counts its searches, xAI the sources that it sells, OpenRouter those that it made for the provider; Mistral says the tier here.</summary>
    private void ReadService(ReadOnlySpan<byte> name, RawJson value)
    {
        if (name.SequenceEqual("num_search_queries"u8) || name.SequenceEqual("num_sources_used"u8))
            _searches ??= Loose.Count(value);
        else if (name.SequenceEqual("server_tool_use_details"u8) || name.SequenceEqual("server_tool_use"u8))
            _searches ??= Loose.Count(JsonMembers.Find(value, "web_search_requests"u8));
        else if (name.SequenceEqual("service_tier"u8))
            _tier = _tier == ServiceTier.Unknown ? ServiceTiers.Read(value) : _tier;
    }

    private void KeepInner(string inner, ReadOnlySpan<byte> name, RawJson value)
    {
        if (!_countsOnly)
            (_extras ??= new Extras(Names.Dialect)).Add($"{inner}.{Encoding.UTF8.GetString(name)}", value);
    }

    private Usage Build()
    {
        var prompt = _prompt ?? 0;
        if (_isCacheWithin && _cached > prompt && !_countsOnly)
            ExtraMembers.Note(ref _extras, Spelling.ImpossibleDetails);
        var completion = _completion ?? 0;
        // Within the details the cache is a part of the prompt, whatever its number says (xAI).
        var cached = Math.Min(_cached ?? 0, _isCacheWithin ? prompt : long.MaxValue);
        var written = Math.Min(_cacheWritten ?? 0, _isCacheWithin ? prompt - cached : long.MaxValue);
        // Under a name of its own a cache larger than the prompt was never part of it (Anthropic's way of counting behind an OpenAI face).
        var uncached = cached + written > prompt ? prompt : prompt - cached - written;
        // Mistral counts sound beside the prompt, which the total tells.
        var isSoundApart = _audioIn > 0 && _total - prompt - completion == _audioIn;
        if (isSoundApart)
            uncached += _audioIn!.Value;
        var audioIn = Math.Min(_audioIn ?? 0, uncached);
        var imageIn = Math.Min(_imageIn ?? 0, uncached - audioIn);
        var (reasoning, within) = Thoughts(isSoundApart ? 0 : _total - prompt - completion, completion);
        var audioOut = Math.Min(_audioOut ?? 0, completion - within);
        return new Usage
        {
            Input = Count(_prompt, uncached - audioIn - imageIn),
            CacheRead = Count(_cached, cached),
            CacheWrite5m = Count(_cacheWritten, written),
            AudioInput = Count(_audioIn, audioIn),
            ImageInput = Count(_imageIn, imageIn),
            Output = Count(_completion, completion - within - audioOut),
            Reasoning = reasoning,
            AudioOutput = Count(_audioOut, audioOut),
            Searches = _searches ?? 0,
            ServiceTier = _tier,
            ProviderTotal = _total,
            Extras = _extras,
        };
    }

    /// <summary>The thoughts, and how many of them the completion contains: xAI counts them beside it, Gemini's OpenAI face only in the total.</summary>
    private readonly (TokenCount Reasoning, long Within) Thoughts(long? beyond, long completion)
    {
        if (_reasoning is not { } reasoning)
            return beyond > 0 && _completion is not null ? (TokenCount.Estimated(beyond.Value), 0) : (default, 0);
        var isApart = reasoning > 0 && (reasoning > completion || beyond == reasoning);
        return (TokenCount.Exact(reasoning), isApart ? 0 : reasoning);
    }

    private static TokenCount Count(long? said, long tokens) => said is null ? default : TokenCount.Exact(Math.Max(0, tokens));
}
