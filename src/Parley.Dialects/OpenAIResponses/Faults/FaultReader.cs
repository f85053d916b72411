using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>
/// Reads errors: <c>{"error":{...}}</c>, a response of the status <c>failed</c>, the events <c>error</c> (flat or with an object) and <c>response.failed</c>, and the shapes of imitators
/// (<c>{"error":"text","code":...}</c>, <c>{"detail":...}</c>).
/// </summary>
internal static class FaultReader
{
    /// <summary>Reads a whole reply. Never throws.</summary>
    public static Fault Read(in WireReply reply) => FaultKinds.Build(Parse(reply.Body), reply.Status, Names.Dialect) with
    {
        RetryAfter = RetryAfter.Of(reply),
        RequestId = reply.Headers["x-request-id"] ?? reply.Headers["apim-request-id"] ?? reply.Headers["request-id"],
    };

    /// <summary>Reads an event of a stream, or the response that it carries. Never throws.</summary>
    public static Fault ReadEvent(ReadOnlyMemory<byte> data)
    {
        var fault = FaultKinds.Build(Parse(data), 200, Names.Dialect);
        // The type of a flat event is the event's, not the error's.
        return fault.NativeType == "error" ? fault with { NativeType = null } : fault;
    }

    /// <summary>Whether a body under status 2xx is an error all the same.</summary>
    public static bool IsFault(ReadOnlyMemory<byte> body)
    {
        var text = body.Span.Trim(" \t\r\n"u8);
        if (text.IsEmpty || text[0] != (byte)'{' || text.IndexOf("\"output\""u8) < 0)
            return true;
        return text.IndexOf("\"error\""u8) >= 0 && SaysError(body);
    }

    private static bool SaysError(ReadOnlyMemory<byte> body)
    {
        try
        {
            return ErrorMember(body).Kind is JsonValueKind.Object or JsonValueKind.String;
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException)
        {
            return true;
        }
    }

    private static ErrorBody Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            var text = body[Math.Max(0, body.Span.IndexOfAnyExcept(" \t\r\n"u8))..];
            if (text.IsEmpty || text.Span[0] != (byte)'{')
                return new ErrorBody();
            var inner = ErrorMember(text);
            return inner.Kind == JsonValueKind.Object ? ErrorBody.Read(inner.Utf8, isInner: true, Names.Dialect) : ErrorBody.Read(text, isInner: false, Names.Dialect);
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException or InvalidOperationException)
        {
            return new ErrorBody();
        }
    }

    /// <summary>The value behind <c>error</c>, also within a <c>response</c>.</summary>
    private static RawJson ErrorMember(ReadOnlyMemory<byte> json)
    {
        var members = new JsonMembers(json);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("error"u8))
                return value;
            if (name.SequenceEqual("response"u8) && value.Kind == JsonValueKind.Object)
                return ErrorMember(value.Utf8);
        }
        return default;
    }
}
