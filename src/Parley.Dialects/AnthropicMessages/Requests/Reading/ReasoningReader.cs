using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Gathers what a request says of thinking and of the form of the answer: the two share <c>output_config</c>.</summary>
internal sealed class ReasoningReader
{
    private bool? _enabled;
    private int? _budget;
    private bool? _show;
    private string? _effort;
    private Extras? _extras;

    /// <summary>The form of the answer; null when not said.</summary>
    public ResponseFormat? Format { get; private set; }

    /// <summary>How much to think; null when not said.</summary>
    public ReasoningOptions? ToOptions() =>
        _enabled is null && _budget is null && _show is null && _effort is null && _extras is null
            ? null
            : new ReasoningOptions { Enabled = _enabled, BudgetTokens = _budget, IncludeThoughts = _show, Effort = _effort, Extras = _extras };

    /// <summary>Moves to the value of <c>thinking</c>.</summary>
    public void ReadThinking(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                ReadType(ref reader, body);
            else if (reader.ValueTextEquals("budget_tokens"u8))
                _budget = JsonRead.Int32(ref reader, body) ?? _budget;
            else if (reader.ValueTextEquals("display"u8))
                ReadDisplay(ref reader, body);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref _extras);
        }
    }

    /// <summary>Moves to the value of <c>output_config</c>. One with members that are not known here is kept whole besides.</summary>
    public void ReadOutputConfig(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        var start = (int)reader.TokenStartIndex;
        var others = false;
        var known = false;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("effort"u8))
                known |= (_effort = JsonRead.String(ref reader, body)) is not null;
            else if (reader.ValueTextEquals("format"u8))
                known |= (Format = ReadFormat(ref reader, body) ?? Format) is not null;
            else
            {
                others = true;
                JsonRead.Skip(ref reader);
            }
        }
        if (others || !known)
            (extras ??= new Extras(Names.Dialect)).Add(Names.OutputConfig, new RawJson(body[start..(int)reader.BytesConsumed]));
    }

    /// <summary>Moves to the value of <c>output_format</c>, the older place of the form.</summary>
    public void ReadOutputFormat(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (ReadFormat(ref reader, body) is not { } format)
            return;
        var extras = format.Extras ?? new Extras(Names.Dialect);
        extras.AddSpelling(Names.OutputFormat, Names.EmptyObject);
        Format = format with { Extras = extras };
    }

    private static ResponseFormat? ReadFormat(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        RawJson schema = default;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("schema"u8))
                schema = JsonDemand.Schema(ref reader, body);
            else if (reader.ValueTextEquals("type"u8))
                ReadFormatType(ref reader, body);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
        }
        return new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = schema, Extras = extras };
    }

    private static void ReadFormatType(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String || !reader.ValueTextEquals("json_schema"u8))
            throw JsonRead.Wrong(ref reader, body, "\"json_schema\"");
    }

    private void ReadType(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
            throw JsonRead.Wrong(ref reader, body, "a string");
        _enabled = !reader.ValueTextEquals("disabled"u8);
        if (reader.ValueTextEquals("adaptive"u8))
            _budget = ReasoningBudget.Dynamic;
        else if (!reader.ValueTextEquals("enabled"u8) && _enabled == true)
            throw JsonRead.Wrong(ref reader, body, "\"enabled\", \"disabled\" or \"adaptive\"");
    }

    private void ReadDisplay(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        switch (JsonRead.Raw(ref reader, body).ToString())
        {
            case "": break;
            case "\"summarized\"": _show = true; break;
            case "\"omitted\"": _show = false; break;
            case var other: (_extras ??= new Extras(Names.Dialect)).Add("display", RawJson.Parse(other)); break;
        }
    }
}
