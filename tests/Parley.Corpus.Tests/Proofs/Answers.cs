using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Corpus.Tests.Checking;
using Parley.Corpus.Tests.Recordings;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>Answers in the form that the driver takes, and the comparison of what they say.</summary>
internal static class Answers
{
    /// <summary>The recorded answer.</summary>
    public static object Recorded(Recording recording) => new { api = recording.Api, response = recording.Response, request = recording.HasRequest ? (object)recording.RequestBody : null };

    /// <summary>A whole answer that was written.</summary>
    public static object Whole(Protocol target, ReadOnlyMemory<byte> body, object? request, int status = 200) =>
        new { api = target.Name, response = new { status, body = JsonNode.Parse(body.Span) }, request };

    /// <summary>A stream that was written.</summary>
    public static object Stream(Protocol target, ReadOnlyMemory<byte> stream, StreamFraming framing, object? request) => framing switch
    {
        StreamFraming.ServerSentEvents => new { api = target.StreamName, response = new { status = 200, sse = Encoding.UTF8.GetString(stream.Span) }, request },
        StreamFraming.NewlineDelimitedJson => new { api = target.StreamName, response = new { status = 200, ndjson = Encoding.UTF8.GetString(stream.Span) }, request },
        StreamFraming.AmazonEventStream => new { api = target.StreamName, response = new { status = 200, events = Messages(stream) }, request },
        _ => new { api = target.StreamName, response = new { status = 200, body = JsonNode.Parse(stream.Span) }, request },
    };

    /// <summary>The members of a caller's request by which the checker judges an answer.</summary>
    public static object? Request(Recording recording, Protocol target, ChatReply reply, bool? includeUsage = null)
    {
        if (target.Dialect != Protocol.OpenAI.Dialect)
            return null;
        var isForced = target.Dialect == recording.Protocol.Dialect && recording.HasRequest && recording.RequestBody.TryGetProperty("tool_choice", out var choice) && choice.ValueKind == JsonValueKind.Object;
        return new { n = Math.Max(1, reply.Choices.Count), tool_choice = isForced ? new { } : null, stream_options = includeUsage is { } include ? new { include_usage = include } : null };
    }

    /// <summary>Demands that an answer says what its source says.</summary>
    public static void DemandSame(ProofRun run, Recording recording, Protocol target, string form, Essence source, Essence written, bool withUsage = true)
    {
        Compare("text", source.Text, written.Text);
        Compare("thoughts", source.Thoughts, written.Thoughts);
        Compare("calls", string.Join('\n', source.Calls), string.Join('\n', written.Calls));
        Compare("finish", source.Finish ?? "stop", written.Finish ?? "none");
        if (withUsage && source.Input is not null)
            Compare("input tokens", $"{source.Input}", $"{written.Input}");
        if (withUsage && source.Output is not null)
            Compare("output tokens", $"{source.Output}", $"{written.Output}");

        void Compare(string what, string expected, string actual)
        {
            if (expected != actual)
                run.Fail(recording, target, what, $"{form}: expected {Short(expected)}, actual {Short(actual)}", expected);
        }
    }

    /// <summary>The messages of an event stream as recordings show them.</summary>
    private static List<object> Messages(ReadOnlyMemory<byte> stream)
    {
        var messages = new List<object>();
        using var reader = FrameReaders.Create(StreamFraming.AmazonEventStream);
        Frames.Feed(reader, stream, Cutting.Whole, frame => messages.Add(new
        {
            headers = new Dictionary<string, string> { [frame.IsFault ? ":exception-type" : ":event-type"] = Encoding.UTF8.GetString(frame.Event.Span), [":message-type"] = frame.IsFault ? "exception" : "event" },
            payload = JsonNode.Parse(frame.Data.Span),
        }));
        return messages;
    }

    private static string Short(string text) => text.Length <= 160 ? $"'{text}'" : $"'{text[..160]}…' ({text.Length})";
}
