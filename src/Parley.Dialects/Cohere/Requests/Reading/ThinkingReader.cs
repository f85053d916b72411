using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads <c>thinking</c>.</summary>
internal static class ThinkingReader
{
    /// <summary>Reads the object behind the name; null for null.</summary>
    public static ReasoningOptions? Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        bool? enabled = null;
        int? budget = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                enabled = ReadType(ref reader, body);
            else if (reader.ValueTextEquals("token_budget"u8))
                budget = JsonRead.Int32(ref reader, body);
            else
                OwnExtras.Keep(ref reader, body, ref extras);
        }
        return new ReasoningOptions { Enabled = enabled, BudgetTokens = budget, Extras = extras };
    }

    private static bool? ReadType(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => JsonRead.String(ref reader, body) switch
    {
        null => null,
        "enabled" => true,
        "disabled" => false,
        _ => throw JsonRead.Wrong(ref reader, body, "enabled or disabled"),
    };
}
