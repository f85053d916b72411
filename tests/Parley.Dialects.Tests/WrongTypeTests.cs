using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Dialects.Conversation;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests;

/// <summary>Answers of providers in which one value is of a type that nobody expects: they are read, or they are malformed, and never a defect.</summary>
public sealed class WrongTypeTests
{
    private static readonly string[] Wrong = ["7", "-1", "1e400", "true", "null", "\"x\"", "\"\"", "[]", "[[]]", "[null]", "[7]", "[\"x\"]", "{}", "{\"a\":[]}"];

    private static readonly Dictionary<string, string> Replies = new()
    {
        [DialectNames.OpenAIChat] = """{"id":"c","object":"chat.completion","created":1,"model":"m","service_tier":"default","system_fingerprint":"f","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","reasoning_content":"hm","refusal":null,"annotations":[{"type":"url_citation","url_citation":{"url":"u","title":"t","start_index":0,"end_index":1}}],"audio":{"id":"a","data":"AA==","transcript":"t","expires_at":1},"tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"t2","type":"custom","custom":{"name":"g","input":"x"}}]},"logprobs":{"content":[{"token":"Hi","logprob":-1,"bytes":[72],"top_logprobs":[]}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9,"prompt_tokens_details":{"cached_tokens":1,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":1}}}""",
        [DialectNames.OpenAIResponses] = """{"id":"resp_1","object":"response","created_at":1,"status":"completed","incomplete_details":null,"model":"m","output":[{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"content":[{"type":"reasoning_text","text":"x"}],"encrypted_content":"e"},{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hi","annotations":[{"type":"url_citation","url":"u","title":"t","start_index":0,"end_index":1}],"logprobs":[{"token":"Hi","logprob":-1,"bytes":[72],"top_logprobs":[]}]},{"type":"refusal","refusal":"no"}]},{"type":"function_call","id":"fc_1","call_id":"c1","name":"f","arguments":"{}","status":"completed"},{"type":"custom_tool_call","id":"ct_1","call_id":"c2","name":"g","input":"x"},{"type":"shell_call","id":"sh_1","call_id":"c3","action":{"commands":["ls"],"timeout_ms":1},"status":"completed"},{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"q"}}],"usage":{"input_tokens":7,"input_tokens_details":{"cached_tokens":1},"output_tokens":2,"output_tokens_details":{"reasoning_tokens":1},"total_tokens":9}}""",
        [DialectNames.AnthropicMessages] = """{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"redacted_thinking","data":"d"},{"type":"text","text":"Hi","citations":[{"type":"char_location","cited_text":"c","document_index":0,"document_title":"t","start_char_index":0,"end_char_index":1}]},{"type":"tool_use","id":"t1","name":"f","input":{"a":1}},{"type":"server_tool_use","id":"s1","name":"web_search","input":{}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":7,"cache_creation_input_tokens":1,"cache_read_input_tokens":1,"cache_creation":{"ephemeral_5m_input_tokens":1,"ephemeral_1h_input_tokens":0},"output_tokens":2,"server_tool_use":{"web_search_requests":1},"service_tier":"standard"}}""",
        [DialectNames.Gemini] = """{"candidates":[{"content":{"role":"model","parts":[{"text":"hm","thought":true,"thoughtSignature":"s"},{"text":"Hi"},{"functionCall":{"id":"1","name":"f","args":{"a":1}}},{"inlineData":{"mimeType":"image/png","data":"AA=="}},{"executableCode":{"language":"PYTHON","code":"1"}}]},"finishReason":"STOP","index":0,"citationMetadata":{"citationSources":[{"startIndex":0,"endIndex":1,"uri":"u","title":"t"}]},"groundingMetadata":{"groundingChunks":[{"web":{"uri":"u","title":"t"}}],"groundingSupports":[{"segment":{"startIndex":0,"endIndex":1,"text":"H"},"groundingChunkIndices":[0]}]},"logprobsResult":{"chosenCandidates":[{"token":"Hi","logProbability":-1,"tokenId":5}],"topCandidates":[{"candidates":[{"token":"Hi","logProbability":-1,"tokenId":5}]}]},"avgLogprobs":-1}],"promptFeedback":{"safetyRatings":[]},"usageMetadata":{"promptTokenCount":7,"cachedContentTokenCount":1,"candidatesTokenCount":2,"thoughtsTokenCount":1,"totalTokenCount":10,"promptTokensDetails":[{"modality":"TEXT","tokenCount":7}]},"modelVersion":"m","responseId":"r","createTime":"2025-01-01T00:00:00Z"}""",
        [DialectNames.Ollama] = """{"model":"m","created_at":"2025-01-01T00:00:00Z","message":{"role":"assistant","content":"Hi","thinking":"hm","images":["AA=="],"tool_calls":[{"id":"t1","function":{"index":0,"name":"f","arguments":{"a":1}}}]},"done":true,"done_reason":"stop","total_duration":1,"load_duration":1,"prompt_eval_count":7,"prompt_eval_duration":1,"eval_count":2,"eval_duration":1,"logprobs":[{"token":"Hi","logprob":-1,"bytes":[72],"top_logprobs":[]}]}""",
        [DialectNames.Cohere] = """{"id":"c","message":{"role":"assistant","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"Hi"}],"tool_plan":"p","tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}}],"citations":[{"start":0,"end":1,"text":"H","content_index":1,"sources":[{"type":"document","id":"d","document":{"title":"t","url":"u"}}],"type":"TEXT_CONTENT"}]},"finish_reason":"TOOL_CALL","usage":{"billed_units":{"input_tokens":7,"output_tokens":2},"tokens":{"input_tokens":7,"output_tokens":2},"cached_tokens":1},"logprobs":[{"text":"Hi","token_ids":[5],"logprobs":[-1]}]}""",
        [DialectNames.BedrockConverse] = """{"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hm","signature":"s"}}},{"text":"Hi"},{"toolUse":{"toolUseId":"t1","name":"f","input":{"a":1}}},{"citationsContent":{"content":[{"text":"H"}],"citations":[{"title":"t","source":"s","sourceContent":[{"text":"c"}],"location":{"documentChar":{"documentIndex":0,"start":0,"end":1}}}]}},{"image":{"format":"png","source":{"bytes":"AA=="}}}]}},"stopReason":"tool_use","usage":{"inputTokens":7,"outputTokens":2,"totalTokens":9,"cacheReadInputTokens":1,"cacheWriteInputTokens":1},"metrics":{"latencyMs":1},"additionalModelResponseFields":{"stop_sequence":"x"},"trace":{"a":1},"performanceConfig":{"latency":"standard"}}""",
        [DialectNames.Parley] = """{"id":"r","model":"m","created":5,"service_tier":"flex","dialect":"anthropic-messages","choices":[{"index":0,"content":[ {"type":"reasoning","text":"hm","signature":{"dialect":"anthropic-messages","value":"c2ln"}}, {"type":"text","text":"Grüße","citations":[{"url":"https://a","dialect":"anthropic-messages","native":{"x":1}}]}, {"type":"tool_call","id":"c","name":"f","arguments":"{\"a\":1}"}, {"type":"image","base64":"QUJD","media_type":"image/png"}, {"type":"opaque","dialect":"anthropic-messages","kind":"k","json":{"type":"k"}}], "finish":{"reason":"stop_sequence","native":"stop_sequence","dialect":"anthropic-messages","stop_sequence":"END"}, "logprobs":{"content":[{"token":"a"}]},"message_extras":{"dialect":"openai-chat","members":{"b":2}},"extras":{"dialect":"openai-chat","members":{"c":3}}}], "usage":{"input":{"tokens":3,"quality":"exact"},"cache_read":{"tokens":2,"quality":"exact"},"output":{"tokens":4,"quality":"estimated"},"provider_total":9}, "extras":{"dialect":"anthropic-messages","members":{"container":{}}}}""",
    };

    public static TheoryData<string> Dialects => [.. Replies.Keys];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Reply_with_a_value_of_the_wrong_type_is_read_or_malformed(string dialect)
    {
        var codec = KnownDialects.Find(dialect)!.Chat;
        var whole = JsonNode.Parse(Replies[dialect])!;
        Assert.Empty(Flaws(codec, "whole", Replies[dialect]));

        var flaws = Mutants(whole).SelectMany(mutant => Flaws(codec, mutant.Place, mutant.Json)).ToList();
        Assert.True(flaws.Count == 0, string.Join('\n', flaws.Take(10)));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Stream_with_a_value_of_the_wrong_type_is_read_or_malformed(string dialect)
    {
        var codec = KnownDialects.Find(dialect)!.Chat;
        var frames = Streamed(codec, Replies[dialect]);
        Assert.Null(FlawOf(codec, frames, "whole", mayBeMalformed: false));

        var flaws = from index in Enumerable.Range(0, frames.Count)
                    where frames[index].Data.StartsWith('{')
                    from mutant in Mutants(JsonNode.Parse(frames[index].Data)!)
                    let flaw = FlawOf(codec, [.. frames.Take(index), frames[index] with { Data = mutant.Json }, .. frames.Skip(index + 1)], $"{index} {mutant.Place}: {mutant.Json}", mayBeMalformed: true)
                    where flaw is not null
                    select flaw;
        var found = flaws.Take(10).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Member_named_by_half_a_character_breaks_no_reply_and_no_stream(string dialect)
    {
        // The plain conversation is Parley's own, and refuses what it does not know.
        var mayBeMalformed = dialect == DialectNames.Parley;
        var codec = KnownDialects.Find(dialect)!.Chat;
        foreach (var odd in Halved(Replies[dialect]).Select(Mended))
        {
            var flaws = Flaws(codec, "half", odd);
            Assert.True(flaws.Count == 0, string.Join('\n', flaws));
        }
        var frames = Streamed(codec, Replies[dialect]);
        for (var index = 0; index < frames.Count; index++)
        {
            foreach (var odd in frames[index].Data.StartsWith('{') ? Halved(frames[index].Data).Select(Mended) : [])
            {
                var flaw = FlawOf(codec, [.. frames.Take(index), frames[index] with { Data = odd }, .. frames.Skip(index + 1)], odd, mayBeMalformed);
                Assert.True(flaw is null, flaw);
            }
        }
    }

    [Theory]
    [InlineData("[[]]")]
    [InlineData("[]")]
    [InlineData("7")]
    public void Message_of_Cohere_that_is_none_is_malformed(string message)
    {
        var codec = KnownDialects.Find(DialectNames.Cohere)!.Chat;
        var reply = Reply($$"""{"id":"c","message":{{message}},"finish_reason":"COMPLETE"}""");

        Assert.False(codec.IsFault(reply));
        Assert.Throws<WireFormatException>(() => codec.ReadReply(reply, WireProfile.Default));
    }

    /// <summary>What goes wrong in another way than by a malformed reply.</summary>
    private static List<string> Flaws(IChatCodec codec, string place, string json)
    {
        var flaws = new List<string>();
        try
        {
            var reply = Reply(json);
            if (codec.IsFault(reply))
            {
                var fault = codec.ReadFault(reply);
                if (fault.Source != FaultSource.Provider || fault.Status == 500 && !IsInWords(place, json))
                    flaws.Add($"{place}: {fault.Kind} {fault.Status} {fault.Message}: {json}");
                return flaws;
            }
            codec.ReadUsage(reply);
            var read = codec.ReadReply(reply, WireProfile.Default);
            foreach (var other in KnownDialects.All)
            {
                using var output = new PooledBufferWriter(512);
                other.Chat.WriteReply(read, StreamOptions.None, new ConversionLog(), new WireReplyWriter(output));
                JsonDocument.Parse(output.WrittenMemory).Dispose();
            }
        }
        catch (Exception malformed) when (malformed is WireFormatException || malformed is JsonException && malformed.StackTrace!.Contains("ReadReply", StringComparison.Ordinal))
        {
            return flaws;
        }
        catch (Exception defect)
        {
            flaws.Add($"{place}: {defect.GetType().Name} {defect.Message} {defect.StackTrace!.Split('\n').First(static line => line.Contains("Parley", StringComparison.Ordinal))}: {json}");
        }
        return flaws;
    }

    /// <summary>The reply as the dialect streams it.</summary>
    private static IReadOnlyList<FrameText> Streamed(IChatCodec codec, string json)
    {
        var encoder = codec.OpenEncoder(StreamOptions.None, new ConversionLog());
        using var output = new PooledBufferWriter(4096);
        foreach (var told in ReplyEvents.Of(codec.ReadReply(Reply(json), WireProfile.Default)).Append(ChatEvent.Of(ChatEventKind.End)))
            encoder.Encode(told, output);
        encoder.WriteEnd(output);
        return [.. Frames.Read(output.WrittenSpan.ToArray(), codec.FramingOf(new WireReply(200, new WireHeaders(KeyValuePair.Create("content-type", encoder.ContentType)), default))).Where(static frame => frame.Data.Length > 0)];
    }

    private static string? FlawOf(IChatCodec codec, IReadOnlyList<FrameText> frames, string place, bool mayBeMalformed)
    {
        var events = new List<ChatEvent>();
        try
        {
            var decoder = new RepeatingDecoder(codec.OpenDecoder(WireProfile.Default));
            foreach (var frame in frames)
                decoder.Decode(new WireFrame(Encoding.UTF8.GetBytes(frame.Event), Encoding.UTF8.GetBytes(frame.Data), Encoding.UTF8.GetBytes(frame.Raw)), events);
            decoder.Complete(events);
        }
        catch (Exception malformed) when (mayBeMalformed && malformed is WireFormatException or JsonException)
        {
            return null;
        }
        catch (Exception defect)
        {
            return $"{defect.GetType().Name} {defect.Message} {defect.StackTrace!.Split('\n').First(static line => line.Contains("Parley", StringComparison.Ordinal))}: {place}";
        }
        if (!mayBeMalformed && events[^1].Kind != ChatEventKind.End)
            return $"{events[^1].Kind} {events[^1].Detail} {place}";
        return KnownDialects.All.Select(other => FlawOfWriting(other.Chat, events, mayBeMalformed)).FirstOrDefault(static flaw => flaw is not null) is { } flaw ? $"{flaw}: {place}" : null;
    }

    private static string? FlawOfWriting(IChatCodec codec, List<ChatEvent> events, bool mayBeMalformed)
    {
        try
        {
            var encoder = codec.OpenEncoder(StreamOptions.None, new ConversionLog());
            using var output = new PooledBufferWriter(4096);
            foreach (var told in events)
                encoder.Encode(told, output);
            return null;
        }
        catch (WireFormatException) when (mayBeMalformed)
        {
            // A block of the writer's own dialect that is none: the engine tells it as it tells all that cannot be read.
            return null;
        }
        catch (Exception defect)
        {
            return $"{codec.Dialect} {defect.GetType().Name} {defect.Message} {defect.StackTrace!.Split('\n').First(static line => line.Contains("Parley", StringComparison.Ordinal))}";
        }
    }

    /// <summary>As the engine gives it to the readers.</summary>
    private static string Mended(string json) => Encoding.UTF8.GetString(UnpairedSurrogates.ReplacedInNames(Encoding.UTF8.GetBytes(json)).Span);

    /// <summary>The whole, each time with a member named by half a character in one of its objects.</summary>
    private static IEnumerable<string> Halved(string json)
    {
        for (var at = json.IndexOf('{', StringComparison.Ordinal); at >= 0; at = json.IndexOf('{', at + 1))
        {
            // Braces within a text belong to arguments of calls.
            if (at > 0 && json[at - 1] is '"' or '\\')
                continue;
            var isEmpty = json[at + 1] == '}';
            yield return json.Insert(at + 1, isEmpty ? "\"\\ud800\":1" : "\"\\ud800\":1,");
        }
    }

    /// <summary>What went wrong is said in a member that is there for it: an answer of a provider that failed.</summary>
    private static bool IsInWords(string place, string json) => place == "error" || place == "message" && JsonNode.Parse(json)!["message"] is JsonValue;

    private static WireReply Reply(string json) => new(200, WireHeaders.None, Encoding.UTF8.GetBytes(json));

    /// <summary>The whole, each time with one value in another's place.</summary>
    private static IEnumerable<(string Place, string Json)> Mutants(JsonNode whole)
    {
        foreach (var path in Paths(whole, "").ToList())
        {
            foreach (var wrong in Wrong)
            {
                var copy = whole.DeepClone();
                Put(copy, path, "@@");
                yield return (path, copy.ToJsonString().Replace("\"@@\"", wrong, StringComparison.Ordinal));
            }
        }
    }

    private static IEnumerable<string> Paths(JsonNode? node, string path)
    {
        var inner = node switch
        {
            JsonObject members => members.Select(static member => (member.Key, member.Value)),
            JsonArray items => items.Select(static (item, index) => (Key: $"{index}", Value: item)),
            _ => [],
        };
        foreach (var (key, value) in inner)
        {
            var place = path.Length == 0 ? key : $"{path}/{key}";
            yield return place;
            foreach (var below in Paths(value, place))
                yield return below;
        }
    }

    private static void Put(JsonNode whole, string path, string value)
    {
        var keys = path.Split('/');
        foreach (var key in keys[..^1])
            whole = whole is JsonArray items ? items[int.Parse(key)]! : whole[key]!;
        if (whole is JsonArray last)
            last[int.Parse(keys[^1])] = value;
        else
            whole[keys[^1]] = value;
    }
}
