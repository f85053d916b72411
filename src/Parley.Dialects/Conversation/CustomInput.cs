using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>The free text of a custom tool as the arguments of a function: an object with the text as its one member.</summary>
internal static class CustomInput
{
    /// <summary>The object with the text as its one member.</summary>
    public static RawJson Wrap(JsonText text)
    {
        var buffer = new ArrayBufferWriter<byte>(text.ByteCount + 16);
        using (var writer = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
        {
            writer.WriteStartObject();
            text.WriteMember(writer, "input"u8);
            writer.WriteEndObject();
        }
        return new RawJson(buffer.WrittenMemory);
    }
}
