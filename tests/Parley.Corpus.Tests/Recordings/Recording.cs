using System.Text;
using System.Text.Json;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Corpus.Tests.Recordings;

/// <summary>One recorded exchange with a provider.</summary>
/// <param name="Id">Its id, for messages of failed tests only.</param>
/// <param name="Api">The service and its operation: <c>groq.chat</c>.</param>
/// <param name="Provider">The service.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Json">The recording.</param>
internal sealed record Recording(string Id, string Api, string Provider, Protocol Protocol, JsonElement Json)
{
    /// <summary>What the catalog says of the provider's deviations.</summary>
    public WireProfile Profile { get; } = Catalog.BuiltIn.Find(Provider) is { } provider && provider.Dialect == Protocol.Dialect ? provider.Quirks : WireProfile.Default;

    /// <summary>The recorded answer.</summary>
    public JsonElement Response => Json.GetProperty("response");

    /// <summary>The status of the answer.</summary>
    public int Status => Response.GetProperty("status").GetInt32();

    /// <summary>The body of the recorded request; undefined where only the answer was kept.</summary>
    public JsonElement RequestBody => Json.GetProperty("request") is { ValueKind: JsonValueKind.Object } request ? request.GetProperty("body") : default;

    /// <summary>True when the request was kept.</summary>
    public bool HasRequest => RequestBody.ValueKind == JsonValueKind.Object;

    /// <summary>True for an error reply.</summary>
    public bool IsError => Status >= 400;

    /// <summary>True for a streamed answer.</summary>
    public bool IsStream => !IsError && Framing is not null;

    /// <summary>True for a whole answer.</summary>
    public bool IsWhole => !IsError && Framing is null;

    /// <summary>How the answer is cut; null when it is whole.</summary>
    public StreamFraming? Framing =>
        Response.TryGetProperty("sse", out _) ? StreamFraming.ServerSentEvents
        : Response.TryGetProperty("ndjson", out _) ? StreamFraming.NewlineDelimitedJson
        : Response.TryGetProperty("events", out _) ? StreamFraming.AmazonEventStream
        : Response.GetProperty("body").ValueKind == JsonValueKind.Array ? StreamFraming.JsonArray
        : null;

    /// <summary>The body of the answer as it came.</summary>
    public ReadOnlyMemory<byte> Body()
    {
        foreach (var form in (ReadOnlySpan<string>)["sse", "ndjson", "text"])
        {
            if (Response.TryGetProperty(form, out var text))
                return Encoding.UTF8.GetBytes(text.GetString()!);
        }
        if (Response.TryGetProperty("eventstream_base64", out var events))
            return events.GetBytesFromBase64();
        var leading = Response.TryGetProperty("leading_whitespace_bytes", out var count) ? count.GetInt32() : 0;
        return Encoding.UTF8.GetBytes(new string('\n', leading) + Response.GetProperty("body").GetRawText());
    }

    /// <summary>The answer as it came.</summary>
    public WireReply Reply() => new(Status, Headers(Response), Body());

    /// <summary>The request as it came.</summary>
    public WireRequest Request()
    {
        var request = Json.GetProperty("request");
        var query = request.GetProperty("query").EnumerateObject().Select(static member => $"{Uri.EscapeDataString(member.Name)}={Uri.EscapeDataString(member.Value.ToString())}");
        return new WireRequest(request.GetProperty("url_path").GetString()!, string.Join('&', query), Headers(request), Encoding.UTF8.GetBytes(RequestBody.GetRawText()));
    }

    /// <summary>What the caller asked of the answer, completed as the engine does it.</summary>
    public StreamOptions Asked()
    {
        var asked = HasRequest ? Protocol.Codec.Peek(Request()).StreamOptions : StreamOptions.None;
        return asked with { ReplyId = "reply_1", Model = "model", Created = 1_700_000_000, EstimatedInputTokens = 7 };
    }

    private static WireHeaders Headers(JsonElement message) =>
        new(message.GetProperty("headers").EnumerateObject().Select(static header => KeyValuePair.Create(header.Name, header.Value.ToString())));
}
