using System.Buffers;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>The fast lane's edit: another model name, and usage asked for; every other byte is copied.</summary>
internal static class Splice
{
    private static ReadOnlySpan<byte> AskUsage => "{\"include_usage\":true}"u8;

    /// <summary>Writes the edited body.</summary>
    public static void Write(ReadOnlyMemory<byte> body, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        var options = head.Stream && change.AskUsage && !head.StreamOptions.IncludeUsage ? head.StreamOptionsValue : default;
        var asks = head.Stream && change.AskUsage && !head.StreamOptions.IncludeUsage;
        var insertsOptions = asks && IsEmpty(options);
        var copied = 0;
        if (asks && !insertsOptions && options.Start.Value < head.ModelValue.Start.Value)
            copied = WriteOptions(body, options, copied, output);
        copied = ModelEdit.WriteUpTo(body, head.ModelValue, change.Model, copied, output);
        if (asks && !insertsOptions && options.Start.Value > head.ModelValue.Start.Value)
            copied = WriteOptions(body, options, copied, output);
        if (!insertsOptions)
        {
            output.Append(body[copied..]);
            return;
        }
        var end = body.Span.LastIndexOf((byte)'}');
        output.Append(body[copied..end]);
        output.Body.Write(",\"stream_options\":"u8);
        output.Body.Write(AskUsage);
        output.Append(body[end..]);
    }

    private static bool IsEmpty(Range range) => range.Start.Value == range.End.Value;

    private static int WriteOptions(ReadOnlyMemory<byte> body, Range value, int copied, WireRequestWriter output)
    {
        output.Append(body[copied..value.Start.Value]);
        var options = new RawJson(body[value]);
        if (options.Kind == System.Text.Json.JsonValueKind.Object)
            WriteMerged(options, output.Body);
        else
            output.Body.Write(AskUsage);
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
