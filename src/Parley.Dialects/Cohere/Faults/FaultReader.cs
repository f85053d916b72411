using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>
/// Reads errors: <c>{"id","message"}</c> with or without <c>error_type</c>, the <c>error</c> of a <c>message-end</c>, and what proxies put in their place (<c>error</c>, <c>detail</c>, no JSON at all).
/// </summary>
internal static class FaultReader
{
    /// <summary>True when a reply with status 2xx is an error: it has no message of an assistant, or says in words what went wrong.</summary>
    public static bool IsFault(ReadOnlyMemory<byte> body)
    {
        if (body.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
            return true;
        var hasMessage = false;
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("error"u8) && value.Kind is JsonValueKind.String or JsonValueKind.Object)
                    return true;
                // A text is what went wrong; what is neither that nor a message is the reply reader's to report.
                hasMessage |= name.SequenceEqual("message"u8) && value.Kind is not (JsonValueKind.String or JsonValueKind.Null);
            }
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException)
        {
            // Broken JSON under 200 is the reply reader's to report: it names the place.
            return false;
        }
        return !hasMessage;
    }

    /// <summary>Reads an error reply. Never throws.</summary>
    public static Fault Read(in WireReply reply)
    {
        var isSuccess = reply.Status is >= 200 and < 300;
        var fields = ErrorFields.TryRead(reply.Body);
        var fault = fields.Message is null
            ? new Fault(FaultStatus.KindOf(reply.Status), isSuccess ? "The provider's answer is not one of its API." : $"The provider answered with status {reply.Status} and no readable error.")
            : fields.ToFault(isSuccess ? 0 : reply.Status);
        return fault with
        {
            Source = FaultSource.Provider,
            Status = isSuccess ? FaultStatus.Of(fault.Kind) : reply.Status,
            RetryAfter = RetryAfter.Of(reply),
            RequestId = fields.Id ?? reply.Headers["x-request-id"] ?? reply.Headers["request-id"],
            Dialect = Names.Dialect,
        };
    }

    /// <summary>Reads an error within a stream that began with status 200: a bare error object, or what ends a message.</summary>
    public static Fault ReadInStream(RawJson error, string? finish = null)
    {
        var fields = ErrorFields.TryRead(error.Utf8);
        var fault = fields.ToFault(finish == FinishWords.Timeout ? 504 : 0);
        return fault with { Source = FaultSource.Provider, Dialect = Names.Dialect, RequestId = fields.Id };
    }
}
