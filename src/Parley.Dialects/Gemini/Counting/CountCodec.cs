using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// countTokens, in both directions. What is counted stands at the top (contents alone, as old clients write it, and whole for Vertex) or under <c>generateContentRequest</c>, which names the model once more:
/// no edit of bytes would do, so that all go the slow lane.
/// </summary>
internal sealed class CountCodec(Codec chat) : ICountCodec
{
    private const string Wrapper = "generateContentRequest";

    /// <inheritdoc/>
    public string Dialect => Names.Dialect;

    /// <inheritdoc/>
    public RequestHead Peek(in WireRequest request)
    {
        var counted = Counted(request.Body, out var isWrapped);
        DemandContents(counted, isWrapped);
        if (isWrapped)
            DemandOneForm(request.Body);
        var head = chat.Peek(request with { Body = counted });
        return new RequestHead
        {
            Model = head.Model,
            Fallbacks = head.Fallbacks,
            FallbackMembers = head.FallbackMembers,
            Needs = head.Needs,
            NeedsTranslation = true,
            EstimatedInputTokens = head.EstimatedInputTokens,
        };
    }

    /// <inheritdoc/>
    public CountRequest ReadRequest(in WireRequest request)
    {
        var conversation = chat.ReadRequest(request with { Body = Counted(request.Body, out var isWrapped) });
        var extras = new Extras(Names.Dialect);
        if (isWrapped)
            extras.AddSpelling(Wrapper, RawJson.Parse("true"));
        return new CountRequest { Model = conversation.Model, Chat = conversation, Dialect = Names.Dialect, Extras = extras };
    }

    /// <inheritdoc/>
    public void WriteRequest(CountRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        using var body = new PooledBufferWriter();
        chat.WriteRequest(request.Chat with { Model = request.Model, Stream = false }, profile, log, new WireRequestWriter(body));
        output.Path = ModelPath.Write(request.Model, "countTokens");
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        json.WriteStartObject();
        var isWrapped = !profile.PlainCounts && (request.Dialect != Names.Dialect || !Nested.Spelling(request.Extras, Wrapper).IsAbsent);
        if (isWrapped)
        {
            json.WriteStartObject(Wrapper);
            json.WriteString("model"u8, ModelPath.Resource(request.Model));
        }
        var members = new JsonMembers(body.WrittenMemory);
        while (members.Next(out var name, out var value))
        {
            if (!isWrapped || !name.SequenceEqual("model"u8))
                value.WriteMember(json, name);
        }
        if (isWrapped)
            json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public CountReply ReadReply(in WireReply reply, WireProfile profile) => JsonRead.Guard(reply.Body, static (ref reader, body) =>
    {
        long? total = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.Is("totalTokens"u8, "total_tokens"u8))
                total = Loose.Count(ref reader);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
        }
        return new CountReply { Tokens = TokenCount.Exact(total ?? throw new WireFormatException("totalTokens", "The reply holds no number of tokens.")), Dialect = Names.Dialect, Extras = extras };
    });

    /// <inheritdoc/>
    public void WriteReply(CountReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output)
    {
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteNumber("totalTokens"u8, reply.Tokens.Tokens);
        Nested.Write(json, reply.Extras, "");
        Nested.Report(reply.Extras, log, "");
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public Usage ReadUsage(in WireReply reply) => Usage.Unknown;

    /// <inheritdoc/>
    public bool IsFault(in WireReply reply) => ReplyShape.IsFault(reply.Body, "totalTokens"u8, "total_tokens"u8);

    /// <inheritdoc/>
    public Fault ReadFault(in WireReply reply) => FaultReader.Read(reply);

    /// <inheritdoc/>
    public void WriteFault(Fault fault, WireReplyWriter output) => FaultWriter.Write(fault, output);

    /// <inheritdoc/>
    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output) =>
        WriteRequest(ReadRequest(request) with { Model = change.Model }, WireProfile.Default, new ConversionLog(), output);

    /// <summary>The tokens of nothing are not worth a request, which then has another body than its client meant.</summary>
    private static void DemandContents(ReadOnlyMemory<byte> counted, bool isWrapped)
    {
        var place = isWrapped ? $"{Wrapper}.contents" : "contents";
        var members = new JsonMembers(counted);
        while (members.Next(out var name, out var value))
        {
            if (!name.SequenceEqual("contents"u8) || value.Kind == JsonValueKind.Null || JsonMembers.IsEmptyList(value))
                continue;
            if (value.Kind != JsonValueKind.Array)
                throw new WireFormatException(place, $"{place} must be an array.");
            return;
        }
        throw new WireFormatException(place, $"{place} must hold at least one content.");
    }

    /// <summary>Google refuses both forms in one request, of which one would not be counted (ai.google.dev/api/tokens: <c>contents</c> and <c>generateContentRequest</c> exclude each other).</summary>
    private static void DemandOneForm(ReadOnlyMemory<byte> body)
    {
        var members = new JsonMembers(body);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("contents"u8) && value.Kind != JsonValueKind.Null && !JsonMembers.IsEmptyList(value))
                throw new WireFormatException("contents", $"contents and {Wrapper} exclude each other.");
        }
    }

    private static ReadOnlyMemory<byte> Counted(ReadOnlyMemory<byte> body, out bool isWrapped)
    {
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
            {
                isWrapped = name.SequenceEqual("generateContentRequest"u8) || name.SequenceEqual("generate_content_request"u8);
                if (isWrapped && value.Kind == JsonValueKind.Object)
                    return value.Utf8;
                if (isWrapped && value.Kind != JsonValueKind.Null)
                    throw new WireFormatException(Wrapper, $"{Wrapper} must be an object.");
            }
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        isWrapped = false;
        return body;
    }
}
