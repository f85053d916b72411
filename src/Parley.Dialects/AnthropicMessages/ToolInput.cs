using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Writes a call's <c>input</c>, which on this wire is an object without exception.</summary>
internal static class ToolInput
{
    /// <summary>The member that takes what is no object: the free text of a custom tool, or JSON that a token limit cut off.</summary>
    public const string TextMember = "input";

    /// <summary>Writes the input; true when it had to be wrapped.</summary>
    public static bool Write(Utf8JsonWriter json, ToolCallPart call)
    {
        if (!call.IsCustom && call.Arguments.TryGetObject(out var value))
        {
            value.WriteMember(json, "input"u8);
            return false;
        }
        json.WriteStartObject("input"u8);
        call.Arguments.AsText().WriteMember(json, "input"u8);
        json.WriteEndObject();
        return true;
    }
}
