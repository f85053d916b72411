using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// Reads errors in the shapes that OpenAI and its imitators use: <c>{"error":{...}}</c>, <c>{"error":"text","code":"text"}</c> (xAI), the members at the top (Mistral, Perplexity),
/// <c>{"detail":...}</c> (FastAPI), <c>{"errors":[{...}]}</c> (Cloudflare), one of these within an array (Google), or no JSON at all.
/// </summary>
internal static class FaultReader
{
    /// <summary>Reads a whole reply. Never throws.</summary>
    public static Fault Read(in WireReply reply)
    {
        var error = Parse(reply.Body);
        var fault = FaultKinds.Build(error, reply.Status, Names.Dialect);
        return fault with
        {
            RetryAfter = RetryAfter.Of(reply),
            RequestId = reply.Headers["x-request-id"] ?? reply.Headers["apim-request-id"] ?? reply.Headers["request-id"],
        };
    }

    /// <summary>Reads an error within a stream that began with status 200. Never throws.</summary>
    public static Fault ReadFrame(ReadOnlyMemory<byte> data) => FaultKinds.Build(Parse(data), 200, Names.Dialect);

    /// <summary>Whether a body under status 2xx is an error all the same.</summary>
    public static bool IsFault(ReadOnlyMemory<byte> body)
    {
        var text = body.Span.Trim(" \t\r\n"u8);
        if (text.IsEmpty || text[0] != (byte)'{' || text.IndexOf("\"choices\""u8) < 0)
            return true;
        return text.IndexOf("\"error\""u8) >= 0 && HasError(body);
    }

    /// <summary>Whether the value behind <c>error</c> is an error; some imitators write the member, empty or false, into every answer.</summary>
    public static bool IsError(RawJson error) => error.Kind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.String => error.Utf8.Length > 2,
        _ => true,
    };

    /// <summary>Whether a chunk without choices is an error without an envelope: <c>{"object":"error","message":...}</c> (vLLM, Mistral), or a message with a code.</summary>
    public static bool IsBareError(ReadOnlyMemory<byte> chunk)
    {
        var saysError = false;
        var hasMessage = false;
        var members = new JsonMembers(chunk);
        while (members.Next(out var name, out var value))
        {
            hasMessage |= name.SequenceEqual("message"u8) && value.Kind == JsonValueKind.String;
            saysError |= name.SequenceEqual("object"u8) && value.Utf8.Span.SequenceEqual("\"error\""u8);
            saysError |= name.SequenceEqual("code"u8) && value.Kind is JsonValueKind.String or JsonValueKind.Number;
        }
        return saysError && hasMessage;
    }

    private static bool HasError(ReadOnlyMemory<byte> body)
    {
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("error"u8) && IsError(value))
                    return true;
                if (name.SequenceEqual("choices"u8) && value.Kind == JsonValueKind.Array && HasChoiceError(value))
                    return true;
            }
            return false;
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException)
        {
            return true;
        }
    }

    /// <summary>OpenRouter reports a provider that failed in the middle within the choice.</summary>
    private static bool HasChoiceError(RawJson choices)
    {
        var reader = choices.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            var choice = JsonScan.ReadRaw(ref reader, choices.Utf8);
            if (choice.Kind == JsonValueKind.Object && ErrorMember(choice.Utf8).Kind == JsonValueKind.Object)
                return true;
        }
        return false;
    }

    private static ErrorBody Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            var text = body[CountWhite(body.Span)..];
            if (!text.IsEmpty && text.Span[0] == (byte)'[')
                text = FirstElement(text);
            if (text.IsEmpty || text.Span[0] != (byte)'{')
                return new ErrorBody();
            var inner = ErrorMember(text);
            if (inner.IsAbsent)
                inner = FirstChoiceError(text);
            if (inner.IsAbsent)
                inner = FirstOfErrors(text);
            if (inner.Kind == JsonValueKind.Object)
                return ErrorBody.Read(inner.Utf8, isInner: true, Names.Dialect);
            return ErrorBody.Read(text, isInner: false, Names.Dialect);
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException or InvalidOperationException)
        {
            return new ErrorBody();
        }
    }

    private static int CountWhite(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOfAnyExcept(" \t\r\n"u8);
        return start < 0 ? body.Length : start;
    }

    private static ReadOnlyMemory<byte> FirstElement(ReadOnlyMemory<byte> array)
    {
        var reader = new Utf8JsonReader(array.Span, JsonWire.ReaderOptions);
        reader.Read();
        return JsonRead.NextElement(ref reader) ? JsonScan.ReadRaw(ref reader, array).Utf8 : default;
    }

    private static RawJson ErrorMember(ReadOnlyMemory<byte> json)
    {
        var members = new JsonMembers(json);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("error"u8))
                return value;
        }
        return default;
    }

    private static RawJson FirstOfErrors(ReadOnlyMemory<byte> json)
    {
        var members = new JsonMembers(json);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("errors"u8) && value.Kind == JsonValueKind.Array && FirstElement(value.Utf8) is { IsEmpty: false } first && first.Span[0] == (byte)'{')
                return new RawJson(first);
        }
        return default;
    }

    private static RawJson FirstChoiceError(ReadOnlyMemory<byte> json)
    {
        var members = new JsonMembers(json);
        while (members.Next(out var name, out var value))
        {
            if (!name.SequenceEqual("choices"u8) || value.Kind != JsonValueKind.Array)
                continue;
            var reader = value.CreateReader();
            reader.Read();
            while (JsonRead.NextElement(ref reader))
            {
                var choice = JsonScan.ReadRaw(ref reader, value.Utf8);
                if (choice.Kind == JsonValueKind.Object && ErrorMember(choice.Utf8) is { Kind: JsonValueKind.Object } error)
                    return error;
            }
        }
        return default;
    }
}
