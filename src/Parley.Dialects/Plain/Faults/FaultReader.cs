using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Reads errors. Who reads one has it from a provider: that the gateway there failed by itself is its own business.</summary>
internal static class FaultReader
{
    private const double LongestWait = 1e7;

    /// <summary>Reads an error reply. Never throws.</summary>
    public static Fault Read(in WireReply reply)
    {
        var isSuccess = reply.Status is >= 200 and < 300;
        var status = isSuccess ? FaultStatus.Of(FaultKind.MalformedReply) : reply.Status;
        var words = isSuccess ? "The provider's answer is not one of its API." : $"The provider answered with status {reply.Status} and no readable error.";
        var unread = new Fault(isSuccess ? FaultKind.MalformedReply : FaultStatus.KindOf(status), words) { Status = status };
        var fault = TryRead(reply.Body, unread.Kind) ?? unread;
        return fault with
        {
            Source = FaultSource.Provider,
            Status = isSuccess ? fault.Status : reply.Status,
            RetryAfter = fault.RetryAfter ?? RetryAfter.Of(reply),
            RequestId = fault.RequestId ?? reply.Headers["x-request-id"],
            Dialect = fault.Dialect.Length > 0 ? fault.Dialect : Names.Dialect,
        };
    }

    /// <summary>Reads the member <c>error</c> of an event.</summary>
    public static Fault ReadInStream(RawJson error) =>
        (TryReadError(error, FaultKind.Upstream) ?? new Fault(FaultKind.Upstream, "The provider broke off the answer with an error.") { Dialect = Names.Dialect }) with { Source = FaultSource.Provider };

    private static Fault? TryRead(ReadOnlyMemory<byte> body, FaultKind untold)
    {
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("error"u8))
                    return TryReadError(value, untold);
            }
            return null;
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException)
        {
            // What is no object of JSON says nothing; the status then tells what kind of error it is.
            return null;
        }
    }

    /// <summary>Reads an error of whose type nothing may be known: then it is of the kind that its status stands for.</summary>
    private static Fault? TryReadError(RawJson error, FaultKind untold)
    {
        if (error.Kind == JsonValueKind.String)
            return new Fault(untold, error.AsText().ToString()) { Dialect = Names.Dialect };
        if (error.Kind != JsonValueKind.Object)
            return null;
        try
        {
            return JsonRead.Guard(error.Utf8, (ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => ReadError(ref reader, body, untold));
        }
        catch (WireFormatException)
        {
            // An error of another shape; the caller of this has words for one that cannot be read.
            return null;
        }
    }

    private static Fault ReadError(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, FaultKind untold)
    {
        int? status = null;
        FaultKind? kind = null;
        Extras? extras = null;
        var fault = new Fault(FaultKind.Upstream, "") { Dialect = Names.Dialect };
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                kind = Word<FaultKind>.Find(JsonRead.String(ref reader, body));
            else if (reader.ValueTextEquals("status"u8))
                status = JsonRead.Int32(ref reader, body);
            else if (reader.ValueTextEquals("source"u8))
                JsonRead.Skip(ref reader);
            else if (!TryReadWords(ref reader, body, ref fault) && !TryReadMarks(ref reader, body, ref fault))
                ExtrasFields.Read(ref reader, body, ref extras);
        }
        return fault with
        {
            Kind = kind ?? untold,
            Status = status is >= 400 and <= 599 ? status.Value : FaultStatus.Of(kind ?? untold),
            Extras = extras?.Detach(),
        };
    }

    private static bool TryReadWords(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Fault fault)
    {
        if (reader.ValueTextEquals("message"u8))
            fault = fault with { Message = JsonRead.String(ref reader, body) ?? "" };
        else if (reader.ValueTextEquals("code"u8))
            fault = fault with { Code = JsonRead.String(ref reader, body) };
        else if (reader.ValueTextEquals("param"u8))
            fault = fault with { Param = JsonRead.String(ref reader, body) };
        else if (reader.ValueTextEquals("native_type"u8))
            fault = fault with { NativeType = JsonRead.String(ref reader, body) };
        else
            return false;
        return true;
    }

    private static bool TryReadMarks(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Fault fault)
    {
        if (reader.ValueTextEquals("request_id"u8))
            fault = fault with { RequestId = JsonRead.String(ref reader, body) };
        else if (reader.ValueTextEquals("dialect"u8))
            fault = fault with { Dialect = JsonRead.String(ref reader, body) ?? Names.Dialect };
        else if (reader.ValueTextEquals("retry_after"u8))
            fault = fault with { RetryAfter = JsonRead.Double(ref reader, body) is >= 0 and < LongestWait and var seconds ? TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)) : null };
        else
            return false;
        return true;
    }
}
