using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Errors: <c>{"error": "message"}</c>, whose kind is in the status; in a stream, where there is no status, in the words.</summary>
internal static class Faults
{
    private static readonly (string Words, FaultKind Kind)[] Table =
    [
        ("exceeds the context length", FaultKind.ContextLength),
        ("exceeds maximum context length", FaultKind.ContextLength),
        ("exceed context window", FaultKind.ContextLength),
        ("exceed the context window", FaultKind.ContextLength),
        ("exceeds the available context size", FaultKind.ContextLength),
        ("server busy", FaultKind.Overloaded),
        ("maximum pending requests exceeded", FaultKind.Overloaded),
        ("usage limit", FaultKind.Quota),
        ("rate limit", FaultKind.RateLimit),
        ("too many requests", FaultKind.RateLimit),
        ("unauthorized", FaultKind.Authentication),
        ("not found", FaultKind.NotFound),
        ("does not support", FaultKind.InvalidRequest),
        ("is not supported", FaultKind.InvalidRequest),
    ];

    /// <summary>True when a reply with status 2xx is an error.</summary>
    public static bool IsFault(in WireReply reply)
    {
        var body = reply.Body.Span.Trim(" \t\r\n"u8);
        return body is not [(byte)'{', ..] || (body.IndexOf("\"error\""u8) >= 0 && !TryRead(reply.Body).Error.IsAbsent);
    }

    /// <summary>Reads an error reply.</summary>
    public static Fault Read(in WireReply reply)
    {
        var line = TryRead(reply.Body);
        var isSuccess = reply.Status is >= 200 and < 300;
        var fault = line.Error.IsAbsent
            ? new Fault(FaultStatus.KindOf(reply.Status), isSuccess ? "The upstream's reply cannot be read." : $"The upstream answered with status {reply.Status}.")
            : ReadError(line, isSuccess ? 0 : reply.Status);
        return fault with
        {
            Source = FaultSource.Provider,
            Status = isSuccess ? (fault.Kind is FaultKind.MalformedReply ? 502 : FaultStatus.Of(fault.Kind)) : reply.Status,
            RetryAfter = RetryAfter.Of(reply),
            RequestId = reply.Headers["x-request-id"] ?? reply.Headers["request-id"],
            Dialect = DialectNames.Ollama,
        };
    }

    /// <summary>The fault of a line that carries an error.</summary>
    public static Fault ReadInStream(in Line line) => ReadError(line, 0) with { Source = FaultSource.Provider, Dialect = DialectNames.Ollama };

    /// <summary>Writes an error reply.</summary>
    public static void Write(Fault fault, WireReplyWriter output)
    {
        output.Status = fault.Status;
        if (fault.RetryAfter is { } wait)
            output.Headers.Add(new("retry-after", Math.Max(0, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture)));
        if (fault.RequestId is { } id)
            output.Headers.Add(new("x-request-id", id));
        using var writer = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        WriteObject(fault, writer);
    }

    /// <summary>Writes the error object; clients look at <c>error</c> alone.</summary>
    public static void WriteObject(Fault fault, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("error"u8, fault.Message);
        writer.WriteString("source"u8, fault.Source == FaultSource.Provider ? "provider"u8 : "gateway"u8);
        if (fault.RequestId is not null)
            writer.WriteString("request_id"u8, fault.RequestId);
        if (fault.Extras is { Dialect: DialectNames.Ollama } extras)
        {
            foreach (var (name, value) in extras.Members)
            {
                if (name is "source" or "request_id")
                    continue;
                writer.WritePropertyName(name);
                value.WriteValue(writer);
            }
        }
        writer.WriteEndObject();
    }

    private static Fault ReadError(in Line line, int status)
    {
        var message = MessageOf(line.Error);
        return new Fault(KindOf(status, message), message) { Extras = line.Extras?.Detach() };
    }

    /// <summary>The error's words; behind a proxy it may be an object with a message.</summary>
    private static string MessageOf(RawJson error)
    {
        if (error.Kind == JsonValueKind.String)
            return error.AsText().ToString();
        if (error.Kind == JsonValueKind.Object)
        {
            var members = new JsonMembers(error.Utf8);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("message"u8) && value.Kind == JsonValueKind.String)
                    return value.AsText().ToString();
            }
        }
        return error.ToString();
    }

    /// <summary>The status decides, except where one status stands for several kinds, or there is none.</summary>
    private static FaultKind KindOf(int status, string message)
    {
        if (status is not (0 or 400 or 429 or 500))
            return FaultStatus.KindOf(status);
        foreach (var (words, kind) in Table)
        {
            if (message.Contains(words, StringComparison.OrdinalIgnoreCase) && Fits(status, kind))
                return kind;
        }
        return status == 0 ? FaultKind.Upstream : FaultStatus.KindOf(status);
    }

    private static bool Fits(int status, FaultKind kind) => status switch
    {
        0 => true,
        429 => kind is FaultKind.Quota,
        _ => kind is FaultKind.ContextLength,
    };

    private static Line TryRead(ReadOnlyMemory<byte> body)
    {
        try
        {
            return LineReader.Read(body, OllamaRoute.Chat);
        }
        catch (WireFormatException)
        {
            return default;
        }
    }
}
