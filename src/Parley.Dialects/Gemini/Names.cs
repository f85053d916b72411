using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>The dialect's words. The table of members:</summary>
/// <remarks>
/// <list type="table">
/// <item><term>path <c>models/{model}:streamGenerateContent</c></term><description><see cref="ModelRequest.Model"/>, <see cref="ChatRequest.Stream"/></description></item>
/// <item><term>query <c>alt=sse</c>, <c>$alt=json;enum-encoding=int</c></term><description><see cref="StreamOptions.Framing"/>, <see cref="StreamOptions.EnumsAsNumbers"/></description></item>
/// <item><term><c>systemInstruction</c></term><description>the first message, <see cref="Role.System"/></description></item>
/// <item><term><c>contents[].role</c> user, model, function</term><description>User, Assistant, Tool; results and other parts of one content become two messages</description></item>
/// <item><term><c>text</c>, with <c>thought</c></term><description><see cref="TextPart"/>, <see cref="ReasoningPart"/></description></item>
/// <item><term><c>inlineData</c>, <c>fileData</c></term><description><see cref="MediaPart"/>: bytes; URL, or file id for the Files API and gs://</description></item>
/// <item><term><c>functionCall</c>, <c>functionResponse</c></term><description><see cref="ToolCallPart"/>, <see cref="ToolResultPart"/>; ids are invented where missing</description></item>
/// <item><term>any other part</term><description><see cref="OpaquePart"/></description></item>
/// <item><term><c>thoughtSignature</c></term><description><see cref="Part.Signature"/></description></item>
/// <item><term><c>generationConfig</c></term><description>sampling, stop, tokens, form, thinking; the rest is extras <c>generationConfig.x</c></description></item>
/// <item><term><c>tools[].functionDeclarations</c>, other tools</term><description><see cref="ToolSpec"/>; <see cref="ToolSpec.Native"/></description></item>
/// <item><term><c>toolConfig.functionCallingConfig</c></term><description><see cref="ChatRequest.ToolChoice"/>; VALIDATED is native</description></item>
/// <item><term><c>safetySettings</c>, <c>cachedContent</c>, <c>labels</c> and others</term><description>extras</description></item>
/// <item><term><c>candidates[]</c></term><description><see cref="Choice"/>; grounding, ratings, citations, log probabilities are extras, grounding also <see cref="Citation"/>s</description></item>
/// <item><term><c>promptFeedback.blockReason</c></term><description>a choice without parts, finished by the content filter</description></item>
/// <item><term><c>usageMetadata</c></term><description><see cref="Usage"/></description></item>
/// <item><term>lost towards Gemini</term><description>logit bias, min_p, repetition penalty, user, metadata, cache breakpoints, the switch for parallel calls</description></item>
/// </list>
/// Written differently, with the same meaning: snake_case names become lowerCamelCase, a missing role is <c>user</c>, missing arguments are <c>{}</c>.
/// </remarks>
internal static class Names
{
    public const string Dialect = DialectNames.Gemini;

    /// <summary>Set on a system message that stood among the contents.</summary>
    public const string InContents = "inContents";

    /// <summary>Set on a candidate that had no index.</summary>
    public const string WithoutIndex = "withoutIndex";

    /// <summary>The content of a candidate that had no parts in it: all tokens went into thoughts, or a filter took them.</summary>
    public const string EmptyContent = "emptyContent";

    /// <summary>Set on a message whose parts were one object in place of a list.</summary>
    public const string Single = "single";

    /// <summary>The numbers are those of <c>Candidate.FinishReason</c>; words without one were never numbered in public.</summary>
    private static readonly (string Word, int Number, FinishReason Reason)[] FinishReasons =
    [
        ("STOP", 1, FinishReason.Stop),
        ("MAX_TOKENS", 2, FinishReason.Length),
        ("SAFETY", 3, FinishReason.ContentFilter),
        ("RECITATION", 4, FinishReason.ContentFilter),
        ("OTHER", 5, FinishReason.Other),
        ("LANGUAGE", 6, FinishReason.Other),
        ("BLOCKLIST", 7, FinishReason.ContentFilter),
        ("PROHIBITED_CONTENT", 8, FinishReason.ContentFilter),
        ("SPII", 9, FinishReason.ContentFilter),
        ("MALFORMED_FUNCTION_CALL", 10, FinishReason.MalformedToolCall),
        ("IMAGE_SAFETY", 11, FinishReason.ContentFilter),
        ("UNEXPECTED_TOOL_CALL", 12, FinishReason.MalformedToolCall),
        ("TOO_MANY_TOOL_CALLS", 13, FinishReason.MalformedToolCall),
        ("IMAGE_PROHIBITED_CONTENT", 14, FinishReason.ContentFilter),
        ("IMAGE_OTHER", 15, FinishReason.Other),
        ("NO_IMAGE", 16, FinishReason.Other),
        ("IMAGE_RECITATION", 17, FinishReason.ContentFilter),
        ("MISSING_THOUGHT_SIGNATURE", -1, FinishReason.MalformedToolCall),
        ("MALFORMED_RESPONSE", -1, FinishReason.Error),
        ("MODEL_ARMOR", -1, FinishReason.ContentFilter),
        ("FINISH_REASON_UNSPECIFIED", 0, FinishReason.Unknown),
    ];

    private static readonly string[] Modalities = ["MODALITY_UNSPECIFIED", "TEXT", "IMAGE", "VIDEO", "AUDIO", "DOCUMENT"];

    /// <summary>The role as Google has it.</summary>
    public static string RoleWord(Role role) => role == Role.Assistant ? "model" : "user";

    /// <summary>The finish for a word of the wire. A client's tool call makes <c>STOP</c> a <see cref="FinishReason.ToolCalls"/>: the wire has no word for it.</summary>
    public static Finish FinishOf(string word, bool calledTools)
    {
        var reason = FinishReason.Other;
        foreach (var entry in FinishReasons)
        {
            if (entry.Word == word)
                reason = entry.Reason;
        }
        if (reason == FinishReason.Stop && calledTools)
            reason = FinishReason.ToolCalls;
        return new Finish(reason, word) { Dialect = Dialect };
    }

    /// <summary>The word for a number of <c>enum-encoding=int</c>.</summary>
    public static string FinishWord(long number)
    {
        foreach (var entry in FinishReasons)
        {
            if (entry.Number == number)
                return entry.Word;
        }
        return "OTHER";
    }

    /// <summary>The word for a finish: the wire's own where this dialect read it. A paused turn ended at a limit of the provider's, unless it waits for the caller's tools.</summary>
    public static string FinishWord(Finish finish, bool calledTools) => finish is { Dialect: Dialect, Native.Length: > 0 } ? finish.Native : finish.Reason switch
    {
        FinishReason.Length or FinishReason.ContextWindow => "MAX_TOKENS",
        FinishReason.Paused when !calledTools => "MAX_TOKENS",
        FinishReason.ContentFilter or FinishReason.Refusal => "SAFETY",
        FinishReason.MalformedToolCall => "MALFORMED_FUNCTION_CALL",
        FinishReason.Error or FinishReason.Other => "OTHER",
        _ => "STOP",
    };

    /// <summary>Records what the words do not say: which sequence matched, and that the answer only pauses.</summary>
    public static void RecordFinish(Finish finish, bool calledTools, string place, ConversionLog log)
    {
        if (finish.Dialect == Dialect)
            return;
        if (finish.StopSequence is { IsEmpty: false })
            log.Moved("stop_sequence", "finish_reason");
        if (finish.Reason == FinishReason.Paused)
            log.Clamped(place, finish.Native ?? "pause", FinishWord(finish, calledTools));
    }

    /// <summary>Writes a finish reason as its word or, where asked and known, as its number.</summary>
    public static void WriteFinish(Utf8JsonWriter writer, string word, bool asNumber)
    {
        writer.WritePropertyName("finishReason"u8);
        foreach (var entry in FinishReasons)
        {
            if (asNumber && entry.Word == word && entry.Number >= 0)
            {
                writer.WriteNumberValue(entry.Number);
                return;
            }
        }
        writer.WriteStringValue(word);
    }

    /// <summary>The modality of a token count, given as word or number.</summary>
    public static string Modality(RawJson value) => value.Kind switch
    {
        JsonValueKind.String => value.AsText().ToString(),
        JsonValueKind.Number when int.TryParse(value.ToString(), out var number) && number >= 0 && number < Modalities.Length => Modalities[number],
        _ => Modalities[0],
    };

    /// <summary>Writes a modality as its word or its number.</summary>
    public static void WriteModality(Utf8JsonWriter writer, string word, bool asNumber)
    {
        writer.WritePropertyName("modality"u8);
        if (asNumber && Array.IndexOf(Modalities, word) is >= 0 and var number)
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(word);
    }

    /// <summary>True when the reader stands on this name, in either of the spellings that protobuf's JSON knows.</summary>
    public static bool Is(this ref Utf8JsonReader reader, ReadOnlySpan<byte> camel, ReadOnlySpan<byte> snake) => reader.ValueTextEquals(camel) || reader.ValueTextEquals(snake);
}
