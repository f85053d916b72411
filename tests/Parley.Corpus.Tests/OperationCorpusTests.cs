using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Parley.Corpus.Tests.Checking;
using Parley.Corpus.Tests.Recordings;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Corpus.Tests;

/// <summary>The recordings of what is not chat: older completions, vectors, orders of documents, token counts.</summary>
public sealed partial class OperationCorpusTests
{
    /// <summary>By the name of the recorded operation: the dialect, the operation, and the checker's name of the answer, where it knows it.</summary>
    private static readonly Dictionary<string, (string Dialect, string Operation, string? Checked)> Wires = new(StringComparer.Ordinal)
    {
        ["embeddings"] = (DialectNames.OpenAIChat, "embeddings", "openai.embeddings"),
        ["rerank"] = (DialectNames.OpenAIChat, "rerank", null),
        ["embedContent"] = (DialectNames.Gemini, "embedding", "gemini.embedContent"),
        ["batchEmbedContents"] = (DialectNames.Gemini, "embeddings", "gemini.batchEmbedContents"),
        ["countTokens"] = (DialectNames.Gemini, "count_tokens", "gemini.countTokens"),
        ["count_tokens"] = (DialectNames.AnthropicMessages, "count_tokens", null),
        ["completions"] = (DialectNames.OpenAIChat, "completions", "openai.completions"),
        ["embed.v2"] = (DialectNames.Cohere, "embeddings", null),
        ["rerank.v2"] = (DialectNames.Cohere, "rerank", null),
        ["embed"] = (DialectNames.Ollama, "embeddings", "ollama.embed"),
    };

    public static TheoryData<string> Files
    {
        get
        {
            var open = Path.Combine(Library.Folder, "open");
            var files = new TheoryData<string>();
            foreach (var file in Directory.Exists(open) ? Directory.GetFiles(open, "*.jsonl") : [])
            {
                if (WireOf(file) is not null)
                    files.Add(Path.GetFileNameWithoutExtension(file));
            }
            if (!files.Any())
                files.Add(Library.Absent);
            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Recordings_are_read_and_written_again_without_loss(string api)
    {
        Library.DemandRecordings();
        Checker.DemandNode();
        var file = Path.Combine(Library.Folder, "open", api + ".jsonl");
        var (dialect, operation, _) = WireOf(file)!.Value;
        var wrong = new List<string>();
        var answers = new List<(string Id, string Line)>();
        foreach (var line in File.ReadLines(file).Where(static line => line.Length > 0))
            Prove(JsonNode.Parse(line)!, CodecOf(dialect, operation), wrong, answers);
        var verdicts = await Checker.JudgeAsync([.. answers.Select(static answer => answer.Line)]);
        foreach (var (answer, verdict) in answers.Zip(verdicts))
            wrong.AddRange(verdict.Breaches.Where(static breach => breach.Level != "known").Select(breach => $"{answer.Id}: {breach.Rule} {breach.Msg}"));

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static void Prove(JsonNode recording, IOperationCodec codec, List<string> wrong, List<(string Id, string Line)> answers)
    {
        var id = recording["id"]!.GetValue<string>();
        var asked = StreamOptions.None with { Model = "model", ReplyId = "reply_1" };
        try
        {
            if (recording["request"]?["body"] is JsonObject body)
            {
                var request = new WireRequest(recording["request"]!["url_path"]!.GetValue<string>(), "", WireHeaders.None, Bytes(body));
                Compare(id + " request", request.Body, Rewritten(codec, request), wrong);
                asked = codec.Peek(request).StreamOptions with { Model = "model", ReplyId = "reply_1" };
            }
            ProveAnswer(recording["response"]!, id, codec, asked, wrong, answers);
        }
        catch (WireFormatException unreadable)
        {
            // What the provider refuses, Parley may refuse with the place.
            if (recording["response"]!["status"]!.GetValue<int>() is not (400 or 422))
                wrong.Add($"{id}: {unreadable.Place}: {unreadable.Message}");
        }
    }

    private static void ProveAnswer(JsonNode response, string id, IOperationCodec codec, StreamOptions asked, List<string> wrong, List<(string Id, string Line)> answers)
    {
        var status = response["status"]!.GetValue<int>();
        if (response["sse"] is { } stream)
        {
            ProveStream(stream.GetValue<string>(), id, (IChatCodec)codec, asked, wrong, answers);
            return;
        }
        var reply = new WireReply(status, WireHeaders.None, response["body"] is { } body ? Bytes(body) : Encoding.UTF8.GetBytes(response["text"]?.GetValue<string>() ?? ""));
        if (status >= 400)
        {
            if (codec.ReadFault(reply) is { Message.Length: 0 } or { Source: not FaultSource.Provider })
                wrong.Add($"{id}: the fault says nothing");
            return;
        }
        if (codec.IsFault(reply))
            wrong.Add($"{id}: taken for a fault");
        var read = codec.ReadReply(reply, WireProfile.Default);
        Compare(id + " reply", reply.Body, Written(codec, read, asked), wrong);
        foreach (var (dialect, operation, name) in Wires.Values)
        {
            var target = CodecOf(dialect, operation);
            if (target.Kind != codec.Kind || name is null || !IsOfFloats(read) || (read is EmbeddingReply { Vectors.Count: > 1 } && operation == "embedding"))
                continue;
            var written = Written(target, read, asked with { VectorEncoding = null });
            answers.Add(($"{id} as {name}", JsonSerializer.Serialize(new { api = name, response = new { status = 200, body = JsonNode.Parse(written.Span) } })));
            if (read is EmbeddingReply vectors && ((EmbeddingReply)target.ReadReply(new WireReply(200, WireHeaders.None, written), WireProfile.Default)).Vectors.Count != vectors.Vectors.Count)
                wrong.Add($"{id} as {name}: another number of vectors");
        }
    }

    private static void ProveStream(string stream, string id, IChatCodec codec, StreamOptions asked, List<string> wrong, List<(string Id, string Line)> answers)
    {
        var folded = StreamFold.EveryCut(codec, stream);
        if (folded.Fault is { } fault)
        {
            wrong.Add($"{id}: {fault.Message}");
            return;
        }
        var written = CodecProof.Reencode(codec, stream, StreamFraming.ServerSentEvents, codec, asked: asked with { IncludeUsage = true });
        var again = StreamFold.EveryCut(codec, written).Whole;
        if (Gist.Of(folded.Whole) != Gist.Of(again, folded.Whole.Usage.IsKnown))
            wrong.Add($"{id}: another answer once it was written again");
        answers.Add(($"{id} as a stream", JsonSerializer.Serialize(new { api = "openai.completions", response = new { status = 200, sse = written } })));
    }

    /// <summary>Vectors in other encodings (Perplexity's eight bits) only the dialect itself can carry.</summary>
    private static bool IsOfFloats(ModelReply reply)
    {
        if (reply is not EmbeddingReply vectors)
            return true;
        try
        {
            var body = new System.Buffers.ArrayBufferWriter<byte>();
            using var json = new Utf8JsonWriter(body, JsonWire.WriterOptions);
            Vectors.Write(vectors.Vectors[0].Values, base64: false, json);
            return true;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }

    private static void Compare(string what, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual, List<string> wrong)
    {
        // Streams are asked for their usage, whoever wants it. Where a provider gives the total alone Parley adds the prompt, which clients demand.
        if (JsonDiff.First(InCamelCase(expected), InCamelCase(actual)) is { } difference && !difference.StartsWith("$.usage.promptTokens: not expected", StringComparison.Ordinal)
            && !difference.StartsWith("$.streamOptions: not expected", StringComparison.Ordinal))
            wrong.Add($"{what}: {(difference.Length > 300 ? difference[..300] : difference)}");
    }

    /// <summary>Google's members have two spellings each, which mean the same.</summary>
    private static string InCamelCase(ReadOnlyMemory<byte> json) => Name().Replace(Encoding.UTF8.GetString(json.Span), static name => Joint().Replace(name.Value, static letter => letter.Groups["letter"].Value.ToUpperInvariant()));

    [GeneratedRegex("\"[a-z_]+\":", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex("_(?<letter>[a-z])", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Joint();

    private static ReadOnlyMemory<byte> Rewritten(IOperationCodec codec, WireRequest request)
    {
        var body = new System.Buffers.ArrayBufferWriter<byte>();
        codec.WriteRequest(codec.ReadRequest(request), WireProfile.Default, new ConversionLog(), new WireRequestWriter(body));
        return body.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> Written(IOperationCodec codec, ModelReply reply, StreamOptions asked)
    {
        var body = new System.Buffers.ArrayBufferWriter<byte>();
        codec.WriteReply(reply, asked, new ConversionLog(), new WireReplyWriter(body));
        return body.WrittenMemory;
    }

    private static IOperationCodec CodecOf(string dialect, string operation) => KnownDialects.Find(dialect)!.Operations.Single(one => one.Name == operation).Codec;

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    private static (string Dialect, string Operation, string? Checked)? WireOf(string file)
    {
        var api = Path.GetFileNameWithoutExtension(file);
        if (api == "ollama.embeddings")
            return (DialectNames.Ollama, "embedding", "ollama.embeddings");
        var operation = api[(api.IndexOf('.') + 1)..];
        return !api.StartsWith("bedrock.", StringComparison.Ordinal) && Wires.TryGetValue(operation, out var wire) ? wire : null;
    }
}
