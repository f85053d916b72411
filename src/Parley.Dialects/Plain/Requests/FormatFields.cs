using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary><c>response_format</c> and <c>reasoning</c>.</summary>
internal static class FormatFields
{
    public static void Write(Utf8JsonWriter json, ResponseFormat? format)
    {
        if (format is null)
            return;
        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, Word<ResponseFormatKind>.Of(format.Kind));
        json.Say("name"u8, format.Name);
        json.Say("description"u8, format.Description);
        json.Say("schema"u8, format.Schema);
        json.Say("strict"u8, format.Strict);
        ExtrasFields.Write(json, format.Extras);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ReasoningOptions? reasoning)
    {
        if (reasoning is null)
            return;
        json.WriteStartObject("reasoning"u8);
        json.Say("enabled"u8, reasoning.Enabled);
        json.Say("effort"u8, reasoning.Effort);
        json.Say("budget_tokens"u8, reasoning.BudgetTokens);
        json.Say("include_thoughts"u8, reasoning.IncludeThoughts);
        ExtrasFields.Write(json, reasoning.Extras);
        json.WriteEndObject();
    }

    /// <summary>Moves to the value behind a name; null for null.</summary>
    public static ResponseFormat? ReadFormat(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        var start = reader.TokenStartIndex;
        ResponseFormatKind? kind = null;
        Extras? extras = null;
        var format = new ResponseFormat(ResponseFormatKind.Text);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                kind = Word<ResponseFormatKind>.Read(ref reader, body);
            else if (reader.ValueTextEquals("name"u8))
                format = format with { Name = JsonRead.String(ref reader, body) };
            else if (reader.ValueTextEquals("description"u8))
                format = format with { Description = JsonRead.Text(ref reader, body) };
            else if (reader.ValueTextEquals("schema"u8))
                format = format with { Schema = JsonDemand.Schema(ref reader, body) };
            else if (reader.ValueTextEquals("strict"u8))
                format = format with { Strict = JsonRead.Boolean(ref reader, body) };
            else
                ExtrasFields.Read(ref reader, body, ref extras);
        }
        return format with { Kind = kind ?? throw Members.Missing(body, start, "type"), Extras = extras };
    }

    /// <summary>Moves to the value behind a name; null for null.</summary>
    public static ReasoningOptions? ReadReasoning(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        Extras? extras = null;
        var reasoning = new ReasoningOptions();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("enabled"u8))
                reasoning = reasoning with { Enabled = JsonRead.Boolean(ref reader, body) };
            else if (reader.ValueTextEquals("effort"u8))
                reasoning = reasoning with { Effort = JsonRead.String(ref reader, body) };
            else if (reader.ValueTextEquals("budget_tokens"u8))
                reasoning = reasoning with { BudgetTokens = JsonRead.Int32(ref reader, body) };
            else if (reader.ValueTextEquals("include_thoughts"u8))
                reasoning = reasoning with { IncludeThoughts = JsonRead.Boolean(ref reader, body) };
            else
                ExtrasFields.Read(ref reader, body, ref extras);
        }
        return reasoning with { Extras = extras };
    }
}
