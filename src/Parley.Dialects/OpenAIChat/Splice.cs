using System.Buffers;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>The fast lane's edit: another model name, and usage asked for; every other byte is copied.</summary>
internal static class Splice
{
    private static ReadOnlySpan<byte> AskUsage => "{\"include_usage\":true}"u8;

    /// <summary>Writes the edited body.</summary>
    public static void Write(ReadOnlyMemory<byte> body, RequestHead head, in Retarget change, IBufferWriter<byte> output)
    {
        var options = head.Stream && change.AskUsage && !head.StreamOptions.IncludeUsage ? head.StreamOptionsValue : default;
        var asks = head.Stream && change.AskUsage && !head.StreamOptions.IncludeUsage;
        var insertsOptions = asks && IsEmpty(options);
        var copied = 0;
        if (asks && !insertsOptions && options.Start.Value < head.ModelValue.Start.Value)
            copied = WriteOptions(body, options, copied, output);
        copied = WriteModel(body, head.ModelValue, change.Model, copied, output);
        if (asks && !insertsOptions && options.Start.Value > head.ModelValue.Start.Value)
            copied = WriteOptions(body, options, copied, output);
        if (!insertsOptions)
        {
            output.Write(body.Span[copied..]);
            return;
        }
        var end = body.Span.LastIndexOf((byte)'}');
        output.Write(body.Span[copied..end]);
        output.Write(",\"stream_options\":"u8);
        output.Write(AskUsage);
        output.Write(body.Span[end..]);
    }

    private static bool IsEmpty(Range range) => range.Start.Value == range.End.Value;

    private static int WriteModel(ReadOnlyMemory<byte> body, Range value, string model, int copied, IBufferWriter<byte> output)
    {
        if (!IsEmpty(value))
        {
            output.Write(body.Span[copied..value.Start.Value]);
            JsonText.FromString(model).WriteToken(output);
            return value.End.Value;
        }
        // A request without a model: it becomes the first member.
        var start = body.Span.IndexOf((byte)'{') + 1;
        output.Write(body.Span[copied..start]);
        output.Write("\"model\":"u8);
        JsonText.FromString(model).WriteToken(output);
        if (body.Span[start..].TrimStart(" \t\r\n"u8)[0] != (byte)'}')
            output.Write(","u8);
        return start;
    }

    private static int WriteOptions(ReadOnlyMemory<byte> body, Range value, int copied, IBufferWriter<byte> output)
    {
        output.Write(body.Span[copied..value.Start.Value]);
        var options = new RawJson(body[value]);
        if (options.Kind == System.Text.Json.JsonValueKind.Object)
            WriteMerged(options, output);
        else
            output.Write(AskUsage);
        return value.End.Value;
    }

    private static void WriteMerged(RawJson options, IBufferWriter<byte> output)
    {
        output.Write("{\"include_usage\":true"u8);
        var members = new JsonMembers(options.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("include_usage"u8))
                continue;
            output.Write(",\""u8);
            JsonWire.Escape(name, output);
            output.Write("\":"u8);
            output.Write(value.Utf8.Span);
        }
        output.Write("}"u8);
    }
}
