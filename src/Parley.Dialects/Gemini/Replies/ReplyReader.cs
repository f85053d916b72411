using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Reads a whole reply.</summary>
internal sealed class ReplyReader
{
    public const string PromptFeedback = "promptFeedback";

    private readonly List<CandidateReader> _candidates = [];
    private Extras? _extras;
    private RawJson _feedback;
    private RawJson _usage;
    private string? _model;
    private string? _id;
    private string? _created;

    public static ChatReply Read(in WireReply reply) => JsonRead.Guard(reply.Body, static (ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) =>
    {
        var read = new ReplyReader();
        while (JsonRead.NextMember(ref reader))
            read.ReadMember(ref reader, body);
        return read.Build(body.Span);
    });

    /// <summary>Reads only the usage.</summary>
    /// <exception cref="WireFormatException">It is no reply: it has neither candidates nor a blocked prompt nor usage.</exception>
    public static Usage ReadUsage(ReadOnlyMemory<byte> body)
    {
        var hasAnswer = false;
        var members = new JsonMembers(body);
        try
        {
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("usageMetadata"u8) && value.Kind != JsonValueKind.Null)
                    return UsageReader.Read(value, SearchesIn(body.Span));
                hasAnswer |= name.SequenceEqual("candidates"u8) && value.Kind == JsonValueKind.Array && value.Utf8.Span[1..].TrimStart(" \t\r\n"u8) is not [(byte)']', ..];
                hasAnswer |= name.SequenceEqual("promptFeedback"u8) && BlockReason(value) is not null;
            }
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        catch (InvalidOperationException broken)
        {
            throw new WireFormatException("usageMetadata", "The text is not valid Unicode.", broken);
        }
        return hasAnswer ? Usage.Unknown : throw NoCandidates();
    }

    private static long SearchesIn(ReadOnlySpan<byte> body)
    {
        var queries = new SearchQueries();
        queries.Take(body);
        return queries.Count;
    }

    /// <summary>A prompt that was blocked has no candidates: it becomes an answer without parts, ended by the filter.</summary>
    public static Finish Blocked(RawJson feedback) => new(FinishReason.ContentFilter, BlockReason(feedback)) { Dialect = Names.Dialect };

    /// <summary>Why a prompt was blocked; null when it was not.</summary>
    public static string? BlockReason(RawJson feedback)
    {
        var node = Schemas.SchemaNode.Of(feedback);
        var reason = node.Has("blockReason") ? node["blockReason"] : node["block_reason"];
        return reason.Kind == JsonValueKind.String ? reason.AsText().ToString() : reason.IsAbsent ? null : reason.ToString();
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("candidates"u8))
            ReadCandidates(ref reader, body);
        else if (reader.Is("usageMetadata"u8, "usage_metadata"u8))
            _usage = JsonRead.Raw(ref reader, body);
        else if (reader.Is("modelVersion"u8, "model_version"u8))
            _model = Loose.String(ref reader, body);
        else if (reader.Is("responseId"u8, "response_id"u8))
            _id = Loose.String(ref reader, body);
        else if (reader.Is("createTime"u8, "create_time"u8))
            ReadTime(ref reader, body);
        else if (reader.Is("promptFeedback"u8, "prompt_feedback"u8))
            _feedback = JsonRead.Raw(ref reader, body);
        else
            KeepMember(ref reader, body);
    }

    private void ReadTime(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        _created = Loose.String(ref reader, body);
        if (_created is not null)
            (_extras ??= new Extras(Names.Dialect)).AddSpelling("createTime", Schemas.SchemaMerge.ToJson(_created));
    }

    private void KeepMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var name = reader.GetString() ?? "";
        var value = JsonRead.Raw(ref reader, body);
        if (!value.IsAbsent)
            (_extras ??= new Extras(Names.Dialect)).Add(name, value);
    }

    private void ReadCandidates(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
            _candidates.Add(CandidateReader.Read(ref reader, body, _candidates.Count));
    }

    private static WireFormatException NoCandidates() => new("candidates", "The reply has no candidates.");

    private ChatReply Build(ReadOnlySpan<byte> body)
    {
        var blocked = BlockReason(_feedback) is not null;
        if (_candidates.Count == 0 && !blocked && _usage.IsAbsent)
            throw NoCandidates();
        if (!_feedback.IsAbsent)
            (_extras ??= new Extras(Names.Dialect)).Add(PromptFeedback, _feedback);
        var choices = _candidates.ConvertAll(candidate => candidate.Build(_id));
        if (choices.Count == 0)
            choices.Add(new Choice(0, [], blocked ? Blocked(_feedback) : new Finish(FinishReason.Other)));
        return new ChatReply
        {
            Id = _id,
            Model = _model,
            Created = Loose.Time(_created),
            Choices = choices,
            Usage = UsageReader.Read(_usage, SearchesIn(body)),
            Dialect = Names.Dialect,
            Extras = _extras,
        };
    }
}
