using System.Buffers.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>What an event of the stream is about.</summary>
internal enum FrameKind
{
    /// <summary>Progress of the provider's own tools, a sign of life, an event of tomorrow: nothing to read.</summary>
    Other,

    /// <summary>What came in pieces, once more whole, or the frame of a part: nothing that the pieces and the item do not say. It is not read to its end.</summary>
    Repeat,

    /// <summary><c>response.created</c>, <c>response.queued</c>, <c>response.in_progress</c>.</summary>
    Response,

    /// <summary><c>response.output_item.added</c>.</summary>
    ItemAdded,

    /// <summary><c>response.output_item.done</c>.</summary>
    ItemDone,

    /// <summary><c>response.output_text.delta</c>.</summary>
    Text,

    /// <summary><c>response.refusal.delta</c>.</summary>
    Refusal,

    /// <summary><c>response.output_text.annotation.added</c>.</summary>
    Annotation,

    /// <summary><c>response.function_call_arguments.delta</c>, <c>response.custom_tool_call_input.delta</c>.</summary>
    Arguments,

    /// <summary><c>response.reasoning_summary_text.delta</c>.</summary>
    Summary,

    /// <summary><c>response.reasoning_text.delta</c>.</summary>
    Thought,

    /// <summary><c>response.completed</c>, <c>response.incomplete</c>, <c>response.cancelled</c>.</summary>
    Ended,

    /// <summary><c>response.failed</c>, <c>error</c>, or an object that is an error and nothing else.</summary>
    Failed,
}

/// <summary>The members of one event, as slices of it. The event's own <c>type</c> counts; imitators leave the SSE name out.</summary>
internal struct StreamFrame
{
    public FrameKind Kind;
    public int? OutputIndex;
    public int? ContentIndex;
    public int? SummaryIndex;
    public RawJson ItemId;
    public RawJson Delta;

    /// <summary>Whether it has the whole in place of a piece (<c>response.output_text.done</c>). It is read only where no piece of its kind came before.</summary>
    public bool IsWhole;
    public RawJson Whole;

    public RawJson Item;
    public RawJson Annotation;
    public RawJson Logprobs;

    /// <summary>The response; read with the frame where the frame begins by saying that it ends the response or announces it.</summary>
    private ResponseHead? _head;
    private RawJson _response;

    /// <summary>What the frame says of the response.</summary>
    public readonly ResponseHead Response => _head ?? ResponseHead.Read(_response);

    /// <summary>Reads the event.</summary>
    /// <param name="wire">The event.</param>
    /// <param name="hasStarted">Whether the response was announced: it is announced twice, and read once.</param>
    /// <param name="heard">The kinds of which pieces came, one bit each.</param>
    /// <exception cref="WireFormatException">It is not a JSON object.</exception>
    public static StreamFrame Read(in WireFrame wire, bool hasStarted, int heard)
    {
        var frame = default(StreamFrame);
        var hasError = false;
        var members = new JsonMembers(wire.Data);
        try
        {
            while (members.NextName(out var name))
            {
                if (frame.Kind is FrameKind.Response or FrameKind.Ended && name.SequenceEqual("response"u8))
                {
                    frame._head = ResponseHead.Read(ref members);
                    continue;
                }
                var value = members.Value();
                if (name.SequenceEqual("type"u8))
                {
                    frame.Kind = value.Kind == JsonValueKind.String ? KindOf(value.Utf8.Span[1..^1], out frame.IsWhole) : FrameKind.Other;
                    if (hasStarted && frame.Kind == FrameKind.Response || frame.IsWhole && (heard & BitOf(frame.Kind)) != 0)
                        frame.Kind = FrameKind.Repeat;
                    if (frame.Kind == FrameKind.Repeat)
                        return frame;
                }
                else if (name.SequenceEqual("error"u8))
                    hasError = value.Kind is JsonValueKind.Object or JsonValueKind.String;
                else
                    frame.ReadMember(name, value);
            }
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        if (hasError && frame.Kind == FrameKind.Other || wire.Event.Span.SequenceEqual("error"u8))
            frame.Kind = FrameKind.Failed;
        return frame;
    }

    /// <summary>The text that it brings; empty where it brings none.</summary>
    public readonly JsonText Text => (IsWhole ? Whole : Delta) is { Kind: JsonValueKind.String } text ? text.AsText() : default;

    /// <summary>The bit of a kind.</summary>
    public static int BitOf(FrameKind kind) => 1 << (int)kind;

    private static FrameKind KindOf(ReadOnlySpan<byte> type, out bool isWhole)
    {
        isWhole = false;
        if (!type.StartsWith("response."u8))
            return type.SequenceEqual("error"u8) ? FrameKind.Failed : FrameKind.Other;
        var rest = type["response."u8.Length..];
        if (rest.EndsWith(".delta"u8))
            return DeltaKindOf(rest[..^".delta"u8.Length]);
        if (rest.SequenceEqual("output_item.added"u8))
            return FrameKind.ItemAdded;
        if (rest.SequenceEqual("output_item.done"u8))
            return FrameKind.ItemDone;
        if (rest.EndsWith(".done"u8))
        {
            var kind = DeltaKindOf(rest[..^".done"u8.Length]);
            isWhole = kind != FrameKind.Other;
            return isWhole ? kind : FrameKind.Repeat;
        }
        if (rest.EndsWith("_part.added"u8))
            return FrameKind.Repeat;
        if (rest.SequenceEqual("output_text.annotation.added"u8))
            return FrameKind.Annotation;
        if (rest.SequenceEqual("created"u8) || rest.SequenceEqual("in_progress"u8) || rest.SequenceEqual("queued"u8))
            return FrameKind.Response;
        if (rest.SequenceEqual("completed"u8) || rest.SequenceEqual("incomplete"u8) || rest.SequenceEqual("cancelled"u8))
            return FrameKind.Ended;
        return rest.SequenceEqual("failed"u8) ? FrameKind.Failed : FrameKind.Other;
    }

    private static FrameKind DeltaKindOf(ReadOnlySpan<byte> of)
    {
        if (of.SequenceEqual("output_text"u8))
            return FrameKind.Text;
        if (of.SequenceEqual("function_call_arguments"u8) || of.SequenceEqual("custom_tool_call_input"u8))
            return FrameKind.Arguments;
        if (of.SequenceEqual("reasoning_summary_text"u8))
            return FrameKind.Summary;
        if (of.SequenceEqual("reasoning_text"u8))
            return FrameKind.Thought;
        return of.SequenceEqual("refusal"u8) ? FrameKind.Refusal : FrameKind.Other;
    }

    private void ReadMember(ReadOnlySpan<byte> name, RawJson value)
    {
        if (name.SequenceEqual("delta"u8))
            Delta = value;
        else if (name.SequenceEqual("item_id"u8))
            ItemId = value;
        else if (name.SequenceEqual("output_index"u8))
            OutputIndex = NumberOf(value);
        else if (name.SequenceEqual("content_index"u8))
            ContentIndex = NumberOf(value);
        else if (name.SequenceEqual("summary_index"u8))
            SummaryIndex = NumberOf(value);
        else if (name.SequenceEqual("logprobs"u8))
            Logprobs = value;
        else if (name.SequenceEqual("text"u8) || name.SequenceEqual("refusal"u8) || name.SequenceEqual("arguments"u8) || name.SequenceEqual("input"u8))
            Whole = value;
        else if (name.SequenceEqual("item"u8))
            Item = value;
        else if (name.SequenceEqual("annotation"u8))
            Annotation = value;
        else if (name.SequenceEqual("response"u8))
            _response = value;
    }

    private static int? NumberOf(RawJson value)
    {
        if (value.Kind != JsonValueKind.Number)
            return null;
        if (Utf8Parser.TryParse(value.Utf8.Span, out int plain, out var length) && length == value.Utf8.Length)
            return plain;
        var reader = value.CreateReader();
        reader.Read();
        return reader.TryGetInt32(out var whole) ? whole : reader.TryGetDouble(out var real) && real is >= 0 and <= int.MaxValue ? (int)real : null;
    }
}
