using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Whom a request is for, how it is kept and served: members of the request itself.</summary>
internal static class LabelFields
{
    public static void Write(Utf8JsonWriter json, ChatRequest request)
    {
        json.Say("user"u8, request.User);
        json.Say("safety_identifier"u8, request.SafetyIdentifier);
        json.Say("metadata"u8, request.Metadata);
        json.Say("service_tier"u8, request.ServiceTier);
        json.Say("store"u8, request.Store);
        json.Say("verbosity"u8, request.Verbosity);
        json.Say("prompt_cache_key"u8, request.PromptCacheKey);
        json.Say("prompt_cache_retention"u8, request.PromptCacheRetention);
    }

    /// <summary>Reads the member whose name the reader stands on; false when it is another's.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref ChatRequest request)
    {
        if (reader.ValueTextEquals("user"u8))
            request = request with { User = JsonRead.String(ref reader, body) };
        else if (reader.ValueTextEquals("safety_identifier"u8))
            request = request with { SafetyIdentifier = JsonRead.String(ref reader, body) };
        else if (reader.ValueTextEquals("metadata"u8))
            request = request with { Metadata = JsonRead.Raw(ref reader, body) };
        else if (reader.ValueTextEquals("service_tier"u8))
            request = request with { ServiceTier = JsonRead.String(ref reader, body) };
        else if (reader.ValueTextEquals("store"u8))
            request = request with { Store = JsonRead.Boolean(ref reader, body) };
        else if (reader.ValueTextEquals("verbosity"u8))
            request = request with { Verbosity = JsonRead.String(ref reader, body) };
        else if (reader.ValueTextEquals("prompt_cache_key"u8))
            request = request with { PromptCacheKey = JsonRead.String(ref reader, body) };
        else if (reader.ValueTextEquals("prompt_cache_retention"u8))
            request = request with { PromptCacheRetention = JsonRead.String(ref reader, body) };
        else
            return false;
        return true;
    }
}
