using System.Text.Json;

namespace Parley.Dialects.Ollama;

/// <summary>Constant JSON as a member.</summary>
internal static class RawMembers
{
    /// <summary>Writes a name and a value that is valid JSON by construction.</summary>
    public static void WriteRawMember(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json, skipInputValidation: true);
    }
}
