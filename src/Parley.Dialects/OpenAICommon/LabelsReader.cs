using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAICommon;

/// <summary>Reads the members that stand beside the question in both of OpenAI's dialects: for whom it is, how it is served and kept.</summary>
internal struct LabelsReader
{
    private string? _user;
    private string? _safetyIdentifier;
    private RawJson _metadata;
    private string? _serviceTier;
    private bool? _store;
    private string? _cacheKey;
    private string? _cacheRetention;
    private bool _said;

    /// <summary>Reads the member whose name the reader stands on, if it is one of these.</summary>
    public bool TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("user"u8))
            _user = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("safety_identifier"u8))
            _safetyIdentifier = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("metadata"u8))
            _metadata = ReadObject(ref reader, body);
        else if (reader.ValueTextEquals("service_tier"u8))
            _serviceTier = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("store"u8))
            _store = JsonRead.Boolean(ref reader, body);
        else if (reader.ValueTextEquals("prompt_cache_key"u8))
            _cacheKey = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("prompt_cache_retention"u8))
            _cacheRetention = JsonRead.String(ref reader, body);
        else
            return false;
        _said = true;
        return true;
    }

    /// <summary>The request with what was read; most say nothing of this.</summary>
    public readonly ChatRequest Complete(ChatRequest request) => !_said ? request : request with
    {
        User = _user,
        SafetyIdentifier = _safetyIdentifier,
        Metadata = _metadata,
        ServiceTier = _serviceTier,
        Store = _store,
        PromptCacheKey = _cacheKey,
        PromptCacheRetention = _cacheRetention,
    };

    private static RawJson ReadObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Null => default,
            JsonTokenType.StartObject => JsonScan.ReadRaw(ref reader, body),
            _ => throw JsonRead.Wrong(ref reader, body, "an object"),
        };
    }
}
