using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Extensions.AI.Content;

/// <summary>The arguments of tool calls, in both forms.</summary>
internal static class CallArguments
{
    /// <summary>The member under which the free text of a custom tool is its one argument.</summary>
    private const string Input = "input";

    /// <summary>The call as content. Arguments that are no JSON object (a call that was cut off) are told as an exception.</summary>
    public static FunctionCallContent ContentOf(ToolCallPart call)
    {
        var content = new FunctionCallContent(call.Id, call.Name) { RawRepresentation = call };
        if (call.IsCustom)
            content.Arguments = new Dictionary<string, object?>(StringComparer.Ordinal) { [Input] = call.Arguments.ToString() };
        else if (TryRead(call) is { } arguments)
            content.Arguments = arguments;
        else
            content.Exception = new JsonException($"The arguments of the call {call.Id} of {call.Name} are no JSON object.");
        return content;
    }

    /// <summary>The arguments by name; null when they are no object.</summary>
    public static Dictionary<string, object?>? TryRead(ToolCallPart call)
    {
        if (!call.Arguments.TryGetObject(out var json))
            return null;
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in JsonElement.Parse(json.Utf8.Span).EnumerateObject())
            arguments[member.Name] = member.Value;
        return arguments;
    }

    /// <summary>The call as it was told before, if the content still says the same; else what it says now.</summary>
    public static ToolCallPart PartOf(FunctionCallContent content, ConversionLog log, string place)
    {
        var told = content.RawRepresentation as ToolCallPart ?? ProtectedParts.In(content) as ToolCallPart;
        if (told is not null && told.Id == content.CallId && told.Name == content.Name && (content.Arguments is null || Says(told, content.Arguments)))
            return told;
        var arguments = ToolArguments.FromValue(Write(content.Arguments, log, place));
        return told is null || told.IsCustom ? new ToolCallPart(content.CallId, content.Name, arguments) : told with { Id = content.CallId, Name = content.Name, Arguments = arguments };
    }

    private static bool Says(ToolCallPart told, IDictionary<string, object?> arguments)
    {
        if (told.IsCustom)
            return arguments.Count == 1 && arguments.TryGetValue(Input, out var input) && TextOf(input) == told.Arguments.ToString();
        if (TryRead(told) is not { } before || before.Count != arguments.Count)
            return false;
        foreach (var (name, value) in arguments)
        {
            if (value is not JsonElement now || !before.TryGetValue(name, out var then) || !JsonElement.DeepEquals(now, (JsonElement)then!))
                return false;
        }
        return true;
    }

    private static string? TextOf(object? value) => value is JsonElement { ValueKind: JsonValueKind.String } element ? element.GetString() : value as string;

    private static RawJson Write(IDictionary<string, object?>? arguments, ConversionLog log, string place)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
        {
            json.WriteStartObject();
            foreach (var (name, value) in arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal))
            {
                var written = JsonValues.Of(value, out var unwritable);
                if (unwritable is null)
                {
                    json.WritePropertyName(name);
                    written.WriteValue(json);
                }
                else
                {
                    log.DroppedContent($"{place}.Arguments[{name}]", unwritable);
                }
            }
            json.WriteEndObject();
        }
        return new RawJson(buffer.WrittenMemory);
    }
}
