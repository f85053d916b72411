using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>What is written of an item besides its content.</summary>
/// <param name="Index">Its place in the output, by which ids are made.</param>
/// <param name="Status">Its status, unless it says its own.</param>
/// <param name="Path">Where its content stands, for the log.</param>
internal readonly record struct ItemPlace(int Index, string Status, string Path);

/// <summary>Where items are written.</summary>
/// <param name="Json">Takes what is written.</param>
/// <param name="Log">Takes what is lost.</param>
/// <param name="ReplyId">The id of the answer that they are part of; empty in a request, whose items need no ids.</param>
internal readonly record struct ItemScope(Utf8JsonWriter Json, ConversionLog Log, string ReplyId)
{
    /// <summary>True for the items of an answer, in which official clients demand all members.</summary>
    public bool IsReply => ReplyId.Length > 0;

    /// <summary>The id of an item of an answer: its own, or one that tells it apart within the answer.</summary>
    public static string IdOf(Extras? extras, string replyId, string prefix, int index)
    {
        if (extras.Spelled(Spelling.Id) is { Kind: JsonValueKind.String } own)
            return own.AsText().ToString();
        return $"{prefix}_{(replyId.StartsWith("resp_", StringComparison.Ordinal) ? replyId["resp_".Length..] : replyId)}_{index}";
    }

    /// <summary>Writes the id, where there is one.</summary>
    public void WriteId(Extras? extras, string prefix, int index)
    {
        if (IsReply)
            Json.WriteString("id"u8, IdOf(extras, ReplyId, prefix, index));
        else
            extras.WriteSpelled(Json, Spelling.Id);
    }

    /// <summary>Writes the status: as its dialect spelled it, else the given one in an answer.</summary>
    public void WriteStatus(Extras? extras, string? status)
    {
        if (extras.Spelled(Spelling.Status) is { IsAbsent: false } own)
            own.WriteMember(Json, "status"u8);
        else if (IsReply && status is not null)
            Json.WriteString("status"u8, status);
    }
}
