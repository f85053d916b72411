using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Reads errors: the type stands in a header or in <c>__type</c>, the body has the message.</summary>
internal static class FaultReader
{
    /// <summary>True when a reply under 2xx is no answer: an error object, HTML, nothing.</summary>
    public static bool IsFault(ReadOnlyMemory<byte> body)
    {
        if (body.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
            return true;
        var hasOutput = false;
        var hasError = false;
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
            {
                hasOutput |= name.SequenceEqual("output"u8);
                hasError |= IsMessage(name) && value.Kind == JsonValueKind.String || name.SequenceEqual("__type"u8);
            }
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException)
        {
            // Broken JSON under 200 is the reply reader's to report: it names the place.
            return false;
        }
        return hasError && !hasOutput;
    }

    /// <summary>Reads an error reply.</summary>
    public static Fault Read(in WireReply reply)
    {
        var (type, said) = FieldsOf(reply.Body);
        type = NameOf(reply.Headers[Names.ErrorTypeHeader]) ?? type;
        var message = said ?? Describe(reply);
        var isError = reply.Status is not (>= 200 and < 400);
        var kind = FaultTable.KindOf(type, isError || type is null ? reply.Status : 0, message);
        return new Fault(kind, message)
        {
            Source = FaultSource.Provider,
            // The service answers 403 to a wrong credential, as to one without a right; elsewhere the two have a status each.
            Status = isError && kind != FaultKind.Authentication ? reply.Status : FaultStatus.Of(kind),
            NativeType = type,
            RetryAfter = RetryAfter.Of(reply),
            RequestId = reply.Headers[Names.RequestIdHeader],
            Dialect = Names.Dialect,
        };
    }

    /// <summary>Reads an exception of a stream.</summary>
    /// <param name="name">The exception's name.</param>
    /// <param name="payload">Its payload.</param>
    public static Fault ReadException(string name, ReadOnlyMemory<byte> payload)
    {
        var (type, said) = FieldsOf(payload);
        type = NameOf(name) ?? type;
        var message = said ?? "The provider broke off the stream with an error.";
        var kind = FaultTable.KindOf(type, 0, message);
        return new Fault(kind, message) { Source = FaultSource.Provider, Status = FaultStatus.Of(kind), NativeType = type, Dialect = Names.Dialect };
    }

    private static (string? Type, string? Message) FieldsOf(ReadOnlyMemory<byte> body)
    {
        string? type = null;
        string? message = null;
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
            {
                if (value.Kind != JsonValueKind.String)
                    continue;
                if (IsMessage(name))
                    message ??= value.AsText().ToString();
                else if (name.SequenceEqual("__type"u8))
                    type = NameOf(value.AsText().ToString());
            }
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException or InvalidOperationException)
        {
            return (type, null);
        }
        return (type, string.IsNullOrEmpty(message) ? null : message);
    }

    private static bool IsMessage(ReadOnlySpan<byte> name) => name.SequenceEqual("message"u8) || name.SequenceEqual("Message"u8);

    /// <summary>The bare name: <c>ValidationException:http://internal.amazon.com/...</c> and <c>com.amazon.coral.service#ExpiredTokenException</c> are qualified.</summary>
    private static string? NameOf(string? type)
    {
        if (string.IsNullOrEmpty(type))
            return null;
        var colon = type.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? type : type[..colon];
        return name[(name.IndexOf('#', StringComparison.Ordinal) + 1)..] is { Length: > 0 } bare ? bare : null;
    }

    private static string Describe(in WireReply reply)
    {
        var what = reply.Body.Span.Trim(" \t\r\n"u8).IsEmpty ? "an empty body" : reply.Headers["content-type"] ?? "a body without a content type";
        return $"The provider answered {reply.Status} with {what}.";
    }
}
