using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads a <c>usage</c> object into disjoint buckets: the cache is counted within the input, the thoughts within the output, unless the sums say otherwise.</summary>
internal ref struct UsageReader
{
    private long? _input;
    private long? _output;
    private long? _total;
    private long? _cached;
    private long? _cacheWritten;
    private long? _reasoning;
    private long? _searches;
    private bool _countsOnly;
    private Extras? _extras;

    /// <summary>Reads what a response used; null when it does not say it.</summary>
    public static Usage? Read(ResponseHead head) => Read(head.Usage, head.Output, ServiceTiers.Of(head.ServiceTier), countsOnly: false);

    /// <summary>Reads only the numbers: for the books, which need no extras.</summary>
    /// <param name="value">The object.</param>
    /// <param name="output">The output, whose searches are counted.</param>
    /// <param name="tier">The tier that stands beside it.</param>
    public static Usage? ReadCounts(RawJson value, RawJson output, RawJson tier) => Read(value, output, ServiceTiers.Read(tier), countsOnly: true);

    private static Usage? Read(RawJson value, RawJson output, ServiceTier tier, bool countsOnly)
    {
        if (value.Kind != JsonValueKind.Object)
            return null;
        var usage = new UsageReader { _countsOnly = countsOnly };
        var members = new JsonMembers(value.Utf8);
        while (members.NextName(out var name))
            usage.ReadMember(name, ref members);
        return usage._input is null && usage._output is null ? null : usage.Build(output, tier);
    }

    private void ReadMember(ReadOnlySpan<byte> name, ref JsonMembers members)
    {
        if (name.SequenceEqual("input_tokens"u8))
            _input = Loose.Count(members.Value());
        else if (name.SequenceEqual("output_tokens"u8))
            _output = Loose.Count(members.Value());
        else if (name.SequenceEqual("total_tokens"u8))
            _total = Loose.Count(members.Value());
        else if (name.SequenceEqual("input_tokens_details"u8) && members.TryEnter(out var details))
            ReadDetails(ref members, details, Spelling.InputDetails);
        else if (name.SequenceEqual("output_tokens_details"u8) && members.TryEnter(out details))
            ReadDetails(ref members, details, Spelling.OutputDetails);
        else
            ReadOther(name, members.Value());
    }

    private void ReadDetails(ref JsonMembers members, JsonMembers details, string spelling)
    {
        while (details.Next(out var name, out var value))
        {
            if (name.SequenceEqual("cached_tokens"u8))
                _cached = Loose.Count(value);
            else if (name.SequenceEqual("cache_write_tokens"u8))
                _cacheWritten = Loose.Count(value);
            else if (name.SequenceEqual("reasoning_tokens"u8))
                _reasoning = Loose.Count(value);
            else if (!_countsOnly)
                (_extras ??= new Extras(Names.Dialect)).Add($"{spelling}.{Encoding.UTF8.GetString(name)}", value);
        }
        members.Leave(details);
    }

    /// <summary>xAI counts what its own tools did.</summary>
    private void ReadOther(ReadOnlySpan<byte> name, RawJson value)
    {
        if (name.SequenceEqual("server_side_tool_usage_details"u8))
            _searches = Loose.Count(JsonMembers.Find(value, "web_search_calls"u8));
        if (!_countsOnly)
            (_extras ??= new Extras(Names.Dialect)).Add(Encoding.UTF8.GetString(name), value);
    }

    private readonly Usage Build(RawJson items, ServiceTier tier)
    {
        var input = _input ?? 0;
        var output = _output ?? 0;
        var cached = Math.Min(_cached ?? 0, input);
        var written = Math.Min(_cacheWritten ?? 0, input - cached);
        var reasoning = _reasoning ?? 0;
        var isApart = reasoning > output || reasoning > 0 && _total - input - output == reasoning;
        return new Usage
        {
            Input = Count(_input, input - cached - written),
            CacheRead = Count(_cached, cached),
            CacheWrite5m = Count(_cacheWritten, written),
            Output = Count(_output, isApart ? output : output - reasoning),
            Reasoning = Count(_reasoning, reasoning),
            Searches = _searches ?? SearchItems.In(items),
            ServiceTier = tier,
            ProviderTotal = _total,
            Extras = _extras,
        };
    }

    private static TokenCount Count(long? said, long tokens) => said is null ? default : TokenCount.Exact(tokens);
}
