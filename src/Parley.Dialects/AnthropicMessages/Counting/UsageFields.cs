using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>
/// Gathers <c>usage</c> objects of one reply. In a stream the first is a forecast and the last is the sum, so that a member that is present replaces the earlier one, a zero too, and nothing is ever added.
/// </summary>
internal sealed class UsageFields
{
    /// <summary>The member that divides the cache writes by their time to live.</summary>
    public const string CacheCreation = "cache_creation";

    /// <summary>The member that counts what the server's own tools did.</summary>
    public const string ServerTools = "server_tool_use";

    private const string Tier = "service_tier";

    private static readonly string[] Tiers = ["standard", "priority", "batch"];

    private long? _input;
    private long? _cacheRead;
    private long? _cacheWrite;
    private long? _cacheWrite5m;
    private long? _cacheWrite1h;
    private long? _output;
    private long? _thinking;
    private long? _searches;
    private bool _isForecast;
    private RawJson _cacheCreation;
    private Extras? _extras;

    /// <summary>The tier that served the reply; null when it is not said.</summary>
    public string? ServiceTier { get; private set; }

    /// <summary>The usage of a whole reply's object.</summary>
    public static Usage Of(RawJson usage)
    {
        var fields = new UsageFields();
        fields.Read(usage);
        return fields.ToUsage();
    }

    /// <summary>Takes the usage object of an answer that begins: nobody knows yet what will be written.</summary>
    public void ReadForecast(RawJson usage)
    {
        Read(usage);
        _isForecast = true;
    }

    /// <summary>Takes a usage object; anything else counts as not said.</summary>
    public void Read(RawJson usage)
    {
        if (usage.Kind != JsonValueKind.Object)
            return;
        _isForecast = false;
        var reader = usage.CreateReader();
        Read(ref reader, usage.Utf8);
    }

    /// <summary>Takes the value behind a name, or the first one.</summary>
    public void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("input_tokens"u8))
                Take(ref reader, ref _input);
            else if (reader.ValueTextEquals("output_tokens"u8))
                Take(ref reader, ref _output);
            else if (reader.ValueTextEquals("cache_read_input_tokens"u8))
                Take(ref reader, ref _cacheRead);
            else if (reader.ValueTextEquals("cache_creation_input_tokens"u8))
                Take(ref reader, ref _cacheWrite);
            else if (reader.ValueTextEquals("cache_creation"u8))
                ReadCacheCreation(ref reader, body);
            else if (reader.ValueTextEquals("output_tokens_details"u8))
                ReadInner(ref reader, "thinking_tokens"u8, ref _thinking);
            else
                ReadOther(ref reader, body);
        }
    }

    /// <summary>The buckets. The parts of the cache writes never exceed their sum, whichever of the two is older.</summary>
    public Usage ToUsage()
    {
        var write1h = _cacheWrite is { } sum && _cacheWrite1h is { } hour ? Math.Min(hour, sum) : _cacheWrite1h;
        var write5m = _cacheWrite is { } total ? total - (write1h ?? 0) : _cacheWrite5m;
        var thinking = _thinking is { } thoughts ? Math.Min(thoughts, _output ?? thoughts) : (long?)null;
        return new Usage
        {
            Input = Count(_input),
            CacheRead = Count(_cacheRead),
            CacheWrite5m = Count(write5m),
            CacheWrite1h = Count(write1h),
            Output = Written(_output - (thinking ?? 0)),
            Reasoning = Count(thinking),
            Searches = _searches ?? 0,
            ServiceTier = ServiceTiers.Of(ServiceTier),
            Extras = ExtrasWith(write5m, write1h),
        };
    }

    /// <summary>Parts that do not make up their sum are shown to the dialect's own clients as the provider gave them.</summary>
    private Extras? ExtrasWith(long? write5m, long? write1h)
    {
        if (_cacheCreation.IsAbsent || _cacheWrite is null || (write5m == (_cacheWrite5m ?? 0) && write1h == _cacheWrite1h))
            return _extras;
        var extras = new Extras(Names.Dialect);
        extras.Add(CacheCreation, _cacheCreation);
        foreach (var member in _extras?.Members ?? [])
            extras.Add(member.Key, member.Value);
        return extras;
    }

    private TokenCount Written(long? tokens) => _isForecast && tokens is { } number ? TokenCount.Estimated(number) : Count(tokens);

    private static TokenCount Count(long? tokens) => tokens is { } number ? TokenCount.Exact(number) : default;

    private static void Take(ref Utf8JsonReader reader, ref long? field)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.Number)
            reader.Skip();
        else if (reader.TryGetInt64(out var whole) && whole >= 0)
            field = Math.Min(whole, TokenCount.Most);
        else if (reader.TryGetDouble(out var tokens) && tokens >= 0)
            field = (long)Math.Min(tokens, TokenCount.Most);
    }

    private void ReadCacheCreation(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            _cacheCreation = reader.TokenType == JsonTokenType.Null ? default : JsonScan.ReadRaw(ref reader, body).Detach();
            return;
        }
        var start = (int)reader.TokenStartIndex;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("ephemeral_5m_input_tokens"u8))
                Take(ref reader, ref _cacheWrite5m);
            else if (reader.ValueTextEquals("ephemeral_1h_input_tokens"u8))
                Take(ref reader, ref _cacheWrite1h);
            else
                JsonRead.Skip(ref reader);
        }
        _cacheCreation = new RawJson(body[start..(int)reader.BytesConsumed]).Detach();
    }

    private void ReadOther(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals(ServerTools))
        {
            var ahead = reader;
            ReadInner(ref ahead, "web_search_requests"u8, ref _searches);
        }
        Keep(ref reader, body);
    }

    private static void ReadInner(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ref long? field)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals(name))
                Take(ref reader, ref field);
            else
                JsonRead.Skip(ref reader);
        }
    }

    private void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var name = reader.ValueTextEquals(Tier) ? Tier : reader.GetString() ?? "";
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (name == Tier && reader.TokenType == JsonTokenType.String)
        {
            ServiceTier = JsonRead.WordHere(ref reader, body, Tiers);
            return;
        }
        var kept = new Extras(Names.Dialect);
        foreach (var member in _extras?.Members ?? [])
        {
            if (member.Key != name)
                kept.Add(member.Key, member.Value);
        }
        kept.Add(name, JsonScan.ReadRaw(ref reader, body).Detach());
        _extras = kept;
    }
}
