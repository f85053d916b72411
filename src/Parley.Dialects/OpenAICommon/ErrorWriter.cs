using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAICommon;

/// <summary>Writes OpenAI's error envelope, with <c>source</c> and <c>request_id</c> beside its four members.</summary>
internal static class ErrorWriter
{
    /// <summary>Writes the status and the headers of an error reply.</summary>
    public static void WriteHead(Fault fault, WireReplyWriter output)
    {
        output.Status = fault.Status;
        if (fault.RequestId is not null)
            output.Headers.Add(new("x-request-id", fault.RequestId));
        if (fault.RetryAfter is { } wait)
        {
            output.Headers.Add(new("retry-after", Whole(Math.Ceiling(wait.TotalSeconds))));
            output.Headers.Add(new("retry-after-ms", Whole(Math.Ceiling(wait.TotalMilliseconds))));
        }
    }

    /// <summary>Writes the member <c>error</c>; <paramref name="dialect"/> is the one whose caller reads it.</summary>
    public static void Write(Utf8JsonWriter json, Fault fault, string dialect)
    {
        var isOwn = fault.Dialect == dialect;
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, fault.Message);
        json.WriteString("type"u8, TypeOf(fault, isOwn));
        json.WriteString("param"u8, fault.Param);
        json.WriteString("code"u8, CodeOf(fault, isOwn));
        json.WriteString("source"u8, fault.Source == FaultSource.Provider ? "provider"u8 : "gateway"u8);
        if (fault.RequestId is not null)
            json.WriteString("request_id"u8, fault.RequestId);
        if (isOwn)
            WriteExtras(json, fault.Extras);
        json.WriteEndObject();
    }

    /// <summary>The code to show; null for an error of the dialect's own whose provider gave it none. That an answer cannot be read, no provider says.</summary>
    public static string? CodeOf(Fault fault, bool isOwn) => fault.Code ?? (isOwn && fault.Kind != FaultKind.MalformedReply ? null : FaultKinds.WordsOf(fault.Kind).Code);

    private static string TypeOf(Fault fault, bool isOwn) => isOwn && fault.NativeType is not null ? fault.NativeType : FaultKinds.WordsOf(fault.Kind).Type;

    private static void WriteExtras(Utf8JsonWriter json, Extras? extras)
    {
        foreach (var (name, value) in extras?.Members ?? [])
        {
            if (name is "source" or "request_id")
                continue;
            json.WritePropertyName(name);
            value.WriteValue(json);
        }
    }

    private static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);
}
