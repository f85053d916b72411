using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads <c>tool_choice</c>: a word, a named function or custom tool, <c>allowed_tools</c>, or a tool that the provider runs. What only this dialect can say is kept whole beside the nearest mode.</summary>
internal sealed class ChoiceReader
{
    private string? _type;
    private string? _name;
    private string? _mode;
    private List<string>? _allowed;
    private int? _emptyAt;
    private bool _isPlain = true;

    /// <summary>Reads the value behind the name; null for null.</summary>
    public static ToolChoice? Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: return null;
            case JsonTokenType.StartObject: return new ChoiceReader().ReadObject(ref reader, body);
        }
        return JsonRead.TextHere(ref reader, body).ToString() switch
        {
            "auto" => new ToolChoice(ToolChoiceMode.Auto),
            "none" => new ToolChoice(ToolChoiceMode.None),
            "required" => new ToolChoice(ToolChoiceMode.Required),
            _ => throw JsonRead.Wrong(ref reader, body, "\"auto\", \"none\", \"required\" or an object"),
        };
    }

    private ToolChoice ReadObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        while (JsonRead.NextMember(ref reader))
            ReadMember(ref reader, body);
        switch (_type)
        {
            case null: throw RequestProblem.Missing(body, start, "type", "The tool choice has no type.");
            case "function" or "custom" when string.IsNullOrEmpty(_name): throw RequestProblem.Missing(body, start, "name", "The tool choice names no tool.");
            case "allowed_tools" when _allowed is null: throw RequestProblem.Missing(body, start, "tools", "The tool choice lists no tools.");
            case "allowed_tools":
                AllowedToolsDemand.Mode(_mode, body, start, "mode");
                if (_emptyAt is { } empty)
                    AllowedToolsDemand.Tools(_allowed!, body, empty);
                break;
            case "function" when _isPlain: return new ToolChoice(ToolChoiceMode.Named, _name);
        }
        var nearest = _type switch
        {
            "function" or "custom" => new ToolChoice(ToolChoiceMode.Named, _name!),
            "allowed_tools" when _mode == "required" => _allowed!.Count > 0 ? new ToolChoice(ToolChoiceMode.Named, _allowed) : new ToolChoice(ToolChoiceMode.Required),
            "allowed_tools" => new ToolChoice(ToolChoiceMode.Auto, _allowed!),
            _ when SearchTool.Is(_type) => new ToolChoice(ToolChoiceMode.Named, _type),
            _ when TypedTool.Find(_type) is { } typed => new ToolChoice(ToolChoiceMode.Named, typed.Name),
            _ => new ToolChoice(ToolChoiceMode.Auto),
        };
        return nearest with { Native = new RawJson(body[start..(int)reader.BytesConsumed]), Dialect = Names.Dialect };
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("type"u8))
        {
            _type = JsonRead.String(ref reader, body);
            return;
        }
        if (reader.ValueTextEquals("name"u8))
        {
            _name = JsonRead.String(ref reader, body);
            return;
        }
        _isPlain = false;
        if (reader.ValueTextEquals("mode"u8))
            _mode = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("tools"u8))
            ReadAllowed(ref reader, body);
        else
            JsonRead.Skip(ref reader);
    }

    /// <summary>Reads the names. A tool that the provider runs goes by its type.</summary>
    private void ReadAllowed(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        _allowed = [];
        var areNamed = true;
        var at = (int)reader.TokenStartIndex;
        while (JsonRead.NextElement(ref reader))
        {
            JsonRead.Object(ref reader, body);
            string? name = null;
            string? type = null;
            while (JsonRead.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("name"u8))
                    name = JsonRead.String(ref reader, body);
                else if (reader.ValueTextEquals("type"u8))
                    type = JsonRead.String(ref reader, body);
                else
                    JsonRead.Skip(ref reader);
            }
            name ??= TypedTool.Find(type)?.Name ?? (type is "function" or "custom" ? null : type);
            areNamed &= name is not null;
            _allowed.Add(name ?? "");
        }
        _emptyAt = _allowed.Count == 0 ? at : null;
        if (!areNamed)
            _allowed.Clear();
    }
}
