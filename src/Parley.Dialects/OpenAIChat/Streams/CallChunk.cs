using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes the members of a delta that carry a tool call.</summary>
internal static class CallChunk
{
    /// <summary>Writes id, type and name.</summary>
    public static void WriteStart(EncodedCall call, IBufferWriter<byte> output, IBufferWriter<byte> oneLine, ConversionLog log)
    {
        output.Write(call.IsOlder ? "\"function_call\":"u8 : "\"tool_calls\":["u8);
        using (var json = new Utf8JsonWriter(oneLine, JsonWire.WriterOptions))
        {
            if (call.IsOlder)
                WriteOlder(json, call);
            else
                WriteCall(json, call, log);
        }
        if (!call.IsOlder)
            output.Write("]"u8);
    }

    /// <summary>Writes a piece of the arguments.</summary>
    public static void WriteArguments(EncodedCall call, JsonText piece, IBufferWriter<byte> output)
    {
        if (call.IsOlder)
        {
            output.Write("\"function_call\":{\"arguments\":"u8);
            piece.WriteToken(output);
            output.Write("}"u8);
            return;
        }
        output.Write("\"tool_calls\":[{\"index\":"u8);
        ChunkWriter.WriteNumber(call.Index, output);
        output.Write(call.Start.IsCustom ? ",\"custom\":{\"input\":"u8 : ",\"function\":{\"arguments\":"u8);
        piece.WriteToken(output);
        output.Write("}}]"u8);
    }

    private static void WriteCall(Utf8JsonWriter json, EncodedCall call, ConversionLog log)
    {
        var start = call.Start;
        json.WriteStartObject();
        json.WriteNumber("index"u8, call.Index);
        json.WriteString("id"u8, start.Id);
        json.WriteString("type"u8, start.IsCustom ? "custom"u8 : "function"u8);
        json.WriteStartObject(start.IsCustom ? "custom"u8 : "function"u8);
        json.WriteString("name"u8, start.Name);
        json.WriteString(start.IsCustom ? "input"u8 : "arguments"u8, ""u8);
        start.Extras.WriteInner(json, "function");
        json.WriteEndObject();
        WriteExtras(json, start.Extras, log);
        json.WriteEndObject();
    }

    /// <summary>Whole replies of some imitators number their calls, all of them 0; in a chunk the number has its own place.</summary>
    private static void WriteExtras(Utf8JsonWriter json, Extras? extras, ConversionLog log)
    {
        if (extras is not null && extras.Dialect == Names.Dialect && !extras["index"].IsAbsent)
        {
            var rest = new Extras(extras.Dialect);
            foreach (var (name, value) in extras.Members)
            {
                if (name != "index")
                    rest.Add(name, value);
            }
            extras = rest;
        }
        extras.WriteOuter(json, log, "tool_calls", "function");
    }

    private static void WriteOlder(Utf8JsonWriter json, EncodedCall call)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, call.Start.Name);
        json.WriteString("arguments"u8, ""u8);
        json.WriteEndObject();
    }
}
