using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes a whole completion for a caller.</summary>
internal static class CompletionReplyWriter
{
    private const string IdPrefix = "cmpl-";
    private const string ChatIdPrefix = "chatcmpl-";

    /// <summary>Writes the body.</summary>
    public static void Write(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output)
    {
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteString("id"u8, IdOf(reply.Id, asked));
        json.WriteString("object"u8, "text_completion"u8);
        json.WriteNumber("created"u8, reply.Created ?? asked.Created);
        json.WriteString("model"u8, ReplyWriter.ModelOf(reply.Model, asked));
        var prompt = EchoOf(asked, log);
        json.WriteStartArray("choices"u8);
        for (var i = 0; i < reply.Choices.Count; i++)
            WriteChoice(json, reply.Choices[i], i, prompt, log);
        json.WriteEndArray();
        json.WritePropertyName("usage"u8);
        UsageWriter.Write(json, reply.Usage, asked.EstimatedInputTokens, log);
        if (reply.ServiceTier is { } tier)
            log.Dropped("service_tier", tier);
        reply.Extras.WriteOuter(json, log, "");
        json.WriteEndObject();
    }

    /// <summary>The id to show: that of a chat completion loses the word.</summary>
    public static string IdOf(string? id, StreamOptions asked)
    {
        var said = ReplyWriter.IdOf(id, asked);
        if (said.StartsWith(IdPrefix, StringComparison.Ordinal))
            return said;
        return IdPrefix + (said.StartsWith(ChatIdPrefix, StringComparison.Ordinal) ? said[ChatIdPrefix.Length..] : said);
    }

    /// <summary>The prompt that stands before the text; empty where it was not asked for.</summary>
    public static JsonText EchoOf(StreamOptions asked, ConversionLog log)
    {
        if (asked.Echo is not { Dialect: CompletionNames.Dialect } echo)
            return default;
        log.Emulated(CompletionNames.Echo, "true", "the prompt before the text");
        var prompt = CompletionPrompt.Read(echo[CompletionNames.Prompt]);
        return prompt.Texts[0];
    }

    /// <summary>Records what a completion has no place for.</summary>
    public static void RecordLoss(GatheredAnswer answer, ConversionLog log, string place)
    {
        if (answer.Thoughts.Count > 0)
            log.Dropped(place, "reasoning");
        foreach (var call in answer.Calls)
            log.DroppedContent($"{place}.tool_calls", call.Name);
        foreach (var citation in answer.Citations)
            log.Dropped($"{place}.citations", citation.Title);
        foreach (var image in answer.Images)
            log.DroppedContent(place, image.MediaType);
    }

    private static void WriteChoice(Utf8JsonWriter json, Choice choice, int index, JsonText prompt, ConversionLog log)
    {
        var place = $"choices[{index}]";
        var answer = GatheredAnswer.Of(choice.Parts, log, place);
        RecordLoss(answer, log, place);
        json.WriteStartObject();
        JoinedText.Of([.. prompt.IsEmpty ? [] : (ReadOnlySpan<JsonText>)[prompt], .. answer.Texts, .. answer.Refusals]).WriteMember(json, "text"u8);
        json.WriteNumber("index"u8, choice.Index);
        json.WritePropertyName("logprobs"u8);
        new CompletionLogprobs { Offset = prompt.ToString().Length }.Write(choice.Logprobs, json);
        ChoiceWriter.RecordLoss(choice.Finish, log, place);
        json.WriteString("finish_reason"u8, FinishWords.Write(choice.Finish, calledTools: false));
        choice.Extras.WriteOuter(json, log, place);
        choice.MessageExtras.Record(log, place);
        json.WriteEndObject();
    }
}
