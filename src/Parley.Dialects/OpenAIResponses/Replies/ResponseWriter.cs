using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes what stands around the output of a response object, in a whole reply and in the events of a stream that carry the response.</summary>
/// <param name="asked">What the caller asked.</param>
/// <param name="log">Takes what is lost.</param>
internal sealed class ResponseWriter(StreamOptions asked, ConversionLog log)
{
    private const string Prefix = "resp_";

    /// <summary>
    /// The id to show: this dialect's as it is, since a caller may refer to it; for an answer of any other the gateway's own, which no second answer has, with the prefix that clients expect.
    /// </summary>
    public string IdOf(string? id, bool isOwn)
    {
        if (isOwn && !string.IsNullOrEmpty(id))
            return id;
        var said = !string.IsNullOrEmpty(asked.ReplyId) ? asked.ReplyId : string.IsNullOrEmpty(id) ? "0" : id;
        return said.StartsWith(Prefix, StringComparison.Ordinal) ? said : Prefix + said;
    }

    /// <summary>Writes all members before the output.</summary>
    public void WriteHead(Utf8JsonWriter json, ReplyStart start, Ending ending, Fault? fault = null)
    {
        var isOwn = start.Dialect == Names.Dialect;
        json.WriteString("id"u8, IdOf(start.Id, isOwn));
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, start.Created ?? asked.Created);
        json.WriteString("status"u8, ending.Status);
        json.WritePropertyName("error"u8);
        if (fault is null)
            json.WriteNullValue();
        else
            FaultWriter.WriteOfResponse(json, fault);
        json.WritePropertyName("incomplete_details"u8);
        WriteDetails(json, ending);
        json.WriteString("model"u8, !string.IsNullOrEmpty(start.Model) ? start.Model : asked.Model ?? "");
        if (start.ServiceTier is not null)
            json.WriteString("service_tier"u8, start.ServiceTier);
        Echo.Write(json, start.Extras, asked, fault is null ? ending.Status : "failed");
    }

    /// <summary>Writes all members behind the output; no usage while the answer goes on.</summary>
    public void WriteTail(Utf8JsonWriter json, Extras? extras, Usage? usage)
    {
        json.WritePropertyName("usage"u8);
        if (usage is null)
            json.WriteNullValue();
        else
            UsageWriter.Write(json, usage, asked.EstimatedInputTokens, log);
        extras.WriteOuter(json, log, "");
    }

    private static void WriteDetails(Utf8JsonWriter json, Ending ending)
    {
        if (ending.Reason is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteString("reason"u8, ending.Reason);
        json.WriteEndObject();
    }
}
