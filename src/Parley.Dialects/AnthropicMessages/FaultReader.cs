using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Reads errors, whatever they look like.</summary>
internal static class FaultReader
{
    /// <summary>True when a reply under 2xx is not a message: an error object, HTML, nothing.</summary>
    public static bool IsFault(ReadOnlyMemory<byte> body)
    {
        if (body.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
            return true;
        // Both forms say the word, as a name or as a type; in texts its quotes are escaped.
        if (!JsonNames.Has(body.Span, "error\""u8))
            return false;
        var hasContent = false;
        var hasError = false;
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("type"u8) && value.Utf8.Span.SequenceEqual("\"error\""u8))
                    return true;
                hasContent |= name.SequenceEqual("content"u8);
                hasError |= name.SequenceEqual("error"u8) && value.Kind != JsonValueKind.Null;
            }
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException)
        {
            // Broken JSON under 200 is the reply reader's to report: it names the place.
            return false;
        }
        return hasError && !hasContent;
    }

    /// <summary>Reads an error reply.</summary>
    public static Fault Read(in WireReply reply)
    {
        var fields = new ErrorFields();
        try
        {
            fields.ReadEnvelope(reply.Body);
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException or InvalidOperationException)
        {
            fields = new ErrorFields();
        }
        var message = fields.Message ?? Describe(reply);
        var kind = KindOf(reply, fields.Type, message);
        return new Fault(kind, message)
        {
            Source = FaultSource.Provider,
            Status = reply.Status is >= 200 and < 400 ? Faults.StatusOf(fields.Type, kind) : reply.Status,
            NativeType = fields.Type,
            Code = fields.Code ?? (kind == FaultKind.NotFound && message.StartsWith("model:", StringComparison.Ordinal) ? "model_not_found" : null),
            Param = fields.Param,
            RetryAfter = RetryAfter.Of(reply),
            RequestId = fields.RequestId ?? reply.Headers[Names.RequestIdHeader] ?? reply.Headers["x-request-id"],
            Dialect = Names.Dialect,
            Extras = fields.Extras,
        };
    }

    /// <summary>Reads the error of a stream's frame.</summary>
    public static Fault ReadEvent(ReadOnlyMemory<byte> data) => ReadEvent(data, null);

    /// <summary>Reads an exception of an Amazon event stream.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="data">Its payload.</param>
    public static Fault ReadException(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data) => ReadEvent(data, Envelope.TypeOf(name));

    private static Fault ReadEvent(ReadOnlyMemory<byte> data, string? known)
    {
        var fields = new ErrorFields();
        fields.ReadEnvelope(data);
        var type = fields.Type ?? known;
        var message = fields.Message ?? "The provider broke off the stream with an error.";
        var kind = Faults.KindOf(type, 0, message);
        if (kind == FaultKind.MalformedReply)
            kind = FaultKind.Upstream;
        return new Fault(kind, message)
        {
            Source = FaultSource.Provider,
            Status = Faults.StatusOf(type, kind),
            NativeType = type,
            Code = fields.Code,
            Param = fields.Param,
            RequestId = fields.RequestId,
            Dialect = Names.Dialect,
            Extras = fields.Extras,
        };
    }

    private static FaultKind KindOf(in WireReply reply, string? type, string message)
    {
        var isSuccess = reply.Status is >= 200 and < 400;
        return Faults.KindOf(type, isSuccess && type is not null ? 0 : reply.Status, message);
    }

    private static string Describe(in WireReply reply)
    {
        var what = reply.Body.Span.Trim(" \t\r\n"u8).IsEmpty ? "an empty body" : reply.Headers["content-type"] ?? "a body without a content type";
        return $"The provider answered {reply.Status} with {what}.";
    }

    /// <summary>The members of an error object and of the envelope around it.</summary>
    private struct ErrorFields
    {
        public string? Type { get; private set; }

        public string? Message { get; private set; }

        public string? Code { get; private set; }

        public string? Param { get; private set; }

        public string? RequestId { get; private set; }

        public Extras? Extras { get; private set; }

        /// <summary>Reads <c>{"type":"error","error":{...},"request_id":...}</c>, and what imitators and proxies make of it.</summary>
        public void ReadEnvelope(ReadOnlyMemory<byte> body)
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("error"u8) && value.Kind == JsonValueKind.Object)
                    ReadError(value.Utf8);
                else if (name.SequenceEqual("error"u8) || name.SequenceEqual("message"u8) || name.SequenceEqual("Message"u8) || name.SequenceEqual("detail"u8))
                    Message ??= Text(value);
                else if (name.SequenceEqual("request_id"u8))
                    RequestId = Text(value);
            }
        }

        private void ReadError(ReadOnlyMemory<byte> error)
        {
            var members = new JsonMembers(error);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("type"u8))
                    Type = Text(value);
                else if (name.SequenceEqual("message"u8))
                    Message = Text(value);
                else if (name.SequenceEqual("code"u8))
                    Code = value.Kind == JsonValueKind.Number ? value.ToString() : Text(value);
                else if (name.SequenceEqual("param"u8))
                    Param = Text(value);
                else if (!name.SequenceEqual("source"u8))
                    (Extras ??= new Extras(Names.Dialect)).Add(System.Text.Encoding.UTF8.GetString(name), value.Detach());
            }
        }

        private static string? Text(RawJson value) => value.Kind == JsonValueKind.String ? value.AsText().ToString() : null;
    }
}
