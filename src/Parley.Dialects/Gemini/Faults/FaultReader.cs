using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// Reads errors: <c>{"error":{...}}</c>, the same within an array (streams without <c>alt=sse</c>), within an event, or anything that is no JSON at all.
/// </summary>
internal static class FaultReader
{
    /// <summary>The spelling under which the provider's own status is kept where the kind has another.</summary>
    public const string Code = "code";

    /// <summary>Reads an error reply. Never throws.</summary>
    public static Fault Read(in WireReply reply)
    {
        var fault = TryFind(reply.Body, out var error) ? Read(error, reply.Status) : Unreadable(reply);
        return fault with
        {
            RetryAfter = fault.RetryAfter ?? RetryAfter.Of(reply),
            RequestId = reply.Headers["x-goog-request-id"] ?? reply.Headers["x-request-id"] ?? fault.RequestId,
        };
    }

    /// <summary>Reads the error object of a frame.</summary>
    public static Fault Read(RawJson error, int status)
    {
        var node = SchemaNode.Of(error);
        if (error.Kind == JsonValueKind.String)
            node.Set("message", error);
        var code = int.TryParse(node["code"].ToString(), out var number) && number is >= 400 and < 600 ? number : status >= 400 ? status : 500;
        var word = node.Text("status");
        var message = node.Text("message") ?? "The provider reported an error without a message.";
        var details = ErrorDetails.Of(node["details"]);
        var kind = FaultTable.KindOf(code, word, details.Reason, message, details.IsDaily);
        var kept = FaultStatus.KindOf(code) == kind || kind is FaultKind.Quota or FaultKind.ContextLength ? code : FaultStatus.Of(kind);
        return new Fault(kind, message)
        {
            Source = FaultSource.Provider,
            Status = kept,
            Code = details.Reason,
            NativeType = word,
            RetryAfter = details.RetryDelay,
            Param = details.Field,
            Dialect = Names.Dialect,
            Extras = ExtrasOf(node, code, kept),
        };
    }

    /// <summary>True when the body holds an error object.</summary>
    public static bool TryFind(ReadOnlyMemory<byte> body, out RawJson error)
    {
        error = default;
        var text = body.TrimStart("\uFEFF \t\r\n"u8).TrimEnd(" \t\r\n"u8);
        if (text.Span.StartsWith("data:"u8))
            text = text[5..].TrimStart((byte)' ');
        if (!JsonScan.IsValue(text.Span))
            return false;
        var value = new RawJson(text);
        if (value.Kind == JsonValueKind.Array)
            value = SchemaNode.Elements(value) is [var first, ..] ? first : default;
        error = SchemaNode.Of(value)["error"];
        return error.Kind is JsonValueKind.Object or JsonValueKind.String;
    }

    private static Extras? ExtrasOf(SchemaNode node, int code, int kept)
    {
        Extras? extras = null;
        foreach (var (name, value) in node.Members)
        {
            if (name is not ("code" or "message" or "status") && value.Kind != JsonValueKind.Null)
                (extras ??= new Extras(Names.Dialect)).Add(name, value.Detach());
        }
        if (code != kept)
            (extras ??= new Extras(Names.Dialect)).AddSpelling(Code, RawJson.Parse(code.ToString(CultureInfo.InvariantCulture)));
        return extras;
    }

    private static Fault Unreadable(in WireReply reply)
    {
        var isError = reply.Status >= 400;
        return new Fault(isError ? FaultStatus.KindOf(reply.Status) : FaultKind.MalformedReply, isError ? $"The provider answered with status {reply.Status}." : "The provider's answer cannot be read.")
        {
            Source = FaultSource.Provider,
            Status = isError ? reply.Status : 502,
            Dialect = Names.Dialect,
        };
    }
}
